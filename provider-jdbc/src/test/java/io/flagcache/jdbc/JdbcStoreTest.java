package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import io.flagcache.Deadline;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.kitsupport.TakesTurns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the store primitives promise beyond the kit's rules, on each database. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#all")
class JdbcStoreTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final TestDatabase database;
  private final String serviceKey = "key-" + UUID.randomUUID();
  private TestTables tables;
  private RecordingDataSource recording;
  private JdbcStore store;
  private JdbcStore other;

  JdbcStoreTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  final void openStores() {
    tables = database.shared().tables();
    recording = tables.connections();
    store = tables.store(serviceKey, recording);
    other = tables.store(serviceKey, tables.connections());
    recording.forget();
  }

  @AfterEach
  final void returnsAllConnections() {
    if (tables != null) {
      assertThat(recording.openConnections()).isZero();
      tables.forget(List.of(serviceKey));
    }
  }

  private static LeaseRequest request(String owner, Duration lease, long floor) {
    return new LeaseRequest(owner, lease, LONG, floor);
  }

  private static LeaseAnswer ask(JdbcStore asked, String owner, Duration lease) throws Exception {
    return asked.acquireOrRenew(request(owner, lease, 0), soon());
  }

  private static Held lead(JdbcStore asked, String owner, Duration lease) throws Exception {
    LeaseAnswer answer = ask(asked, owner, lease);
    assertThat(answer).isInstanceOf(Held.class);
    return (Held) answer;
  }

  private static Held awaitLead(JdbcStore asked, String owner) {
    return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ask(asked, owner, LONG), Held.class::isInstance)
            instanceof Held held
        ? held
        : fail("not led");
  }

  /**
   * Until the time has passed by the database's clock, as the lease of another service key shows.
   */
  private void awaitPassingOf(Duration time) throws Exception {
    JdbcStore witness = tables.store("witness-" + UUID.randomUUID(), tables.connections());
    lead(witness, "a", time);
    awaitLead(witness, "b");
  }

  @Test
  void newEpochIsGreaterThanThatOfTheEntryEvenIfTheLeaseWasDeleted() throws Exception {
    Held held = lead(store, "a", LONG);
    store.publish("a", entry(held.epoch(), 1, 10), LONG, soon());
    store.release("a", held.epoch(), soon());
    tables.execute("delete from " + tables.lease + " where service_key = '" + serviceKey + "'");

    assertThat(lead(other, "b", LONG).epoch()).isGreaterThan(held.epoch());
  }

  @Test
  void contenderDoesNotWaitForALockedLease() throws Exception {
    Held held = lead(store, "a", LONG);
    store.release("a", held.epoch(), soon());

    whileLeaseIsLocked(
        () -> {
          LeaseAnswer answer = ask(store, "b", LONG);
          assertThat(answer).isEqualTo(new HeldByOther(held.epoch(), Optional.empty()));
          return answer;
        });

    assertThat(ask(store, "b", LONG)).isInstanceOf(Held.class);
  }

  @Test
  void followerAsksOncePerPollAndTouchesNoLock() throws Exception {
    Held held = lead(other, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 100_000);
    other.publish("a", entry, LONG, soon());
    recording.forget();

    whileLeaseIsLocked(
        () -> {
          LeaseAnswer answer = ask(store, "b", LONG);
          assertThat(answer).isEqualTo(new HeldByOther(held.epoch(), Optional.of(entry.stamp())));
          return answer;
        });

    assertThat(recording.statements())
        .singleElement()
        .asString()
        .startsWith("select")
        .doesNotContain("for update")
        .doesNotContain("payload");
    assertThat(recording.payloadBytes()).isZero();
  }

  @Test
  void leaderWaitsForItsOwnLeaseToBeUnlocked() throws Exception {
    Held held = lead(store, "a", LONG);
    CountDownLatch tried = new CountDownLatch(2);
    recording.before(
        sql -> {
          if (sql.contains("skip locked")) {
            tried.countDown();
          }
        });

    Future<LeaseAnswer> answer =
        whileLeaseIsLocked(
            () -> {
              Future<LeaseAnswer> asked = inBackground(() -> ask(store, "a", LONG));
              assertThat(tried.await(1, TimeUnit.MINUTES)).isTrue();
              return asked;
            });

    assertThat(answer.get(1, TimeUnit.MINUTES)).isEqualTo(held);
  }

  @Test
  void leaderWhoseLeaseStaysLockedIsNotToldThatAnotherLeads() throws Exception {
    lead(store, "a", LONG);

    whileLeaseIsLocked(
        () -> {
          Duration deadline = Duration.ofSeconds(1);
          while (!isToldThatItIsLocked(deadline)) {
            assertThat(deadline).isLessThan(Duration.ofMinutes(1));
            deadline = deadline.multipliedBy(4);
          }
          return true;
        });
  }

  /** On a busy machine the deadline may pass before the store has had a look. */
  private boolean isToldThatItIsLocked(Duration deadline) {
    Throwable failure =
        catchThrowable(() -> store.acquireOrRenew(request("a", LONG, 0), Deadline.after(deadline)));
    assertThat(failure).isInstanceOf(SQLException.class);
    return String.valueOf(failure.getMessage()).contains("locked");
  }

  private static <T> Future<T> inBackground(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    new Thread(task, "in background").start();
    return task;
  }

  private <T> T whileLeaseIsLocked(Callable<T> action) throws Exception {
    try (Connection locker = database.shared().connect();
        Statement statement = locker.createStatement()) {
      locker.setAutoCommit(false);
      statement.executeQuery(
          "select epoch from "
              + tables.lease
              + " where service_key = '"
              + serviceKey
              + "' for update");
      T result = action.call();
      locker.rollback();
      return result;
    }
  }

  private static void assertReads(JdbcStore reader, Entry expected) throws Exception {
    ReadAnswer answer = reader.read(Optional.empty(), soon());
    assertThat(answer).isInstanceOf(Found.class);
    Found found = (Found) answer;
    assertThat(found.entry().stamp()).isEqualTo(expected.stamp());
    assertThat(found.entry().payload()).isEqualTo(expected.payload());
    assertThat(found.sincePublish())
        .hasValueSatisfying(age -> assertThat(age).isBetween(Duration.ZERO, LONG));
  }

  @Test
  void publishDuringATakeOverWaitsForItAndIsRefused() throws Exception {
    Held held = lead(other, "a", Duration.ofMillis(1));
    awaitPassingOf(Duration.ofMillis(1));
    List<Future<Boolean>> published = new ArrayList<>();
    recording.before(
        sql -> {
          if (sql.equals(RecordingDataSource.COMMIT) && published.isEmpty()) {
            published.add(
                inBackground(() -> other.publish("a", entry(held.epoch(), 1, 10), LONG, soon())));
            Awaitility.await()
                .during(Duration.ofMillis(200))
                .until(() -> !published.get(0).isDone());
          }
        });

    lead(store, "b", LONG);

    assertThat(published.get(0).get(1, TimeUnit.MINUTES)).isFalse();
    assertThat(store.stamp(soon())).isEmpty();
  }

  @Test
  void failedCommitThrowsAndLeavesTheOldEntry() throws Exception {
    Held held = lead(store, "a", LONG);
    Entry first = entry(held.epoch(), 1, 10);
    store.publish("a", first, LONG, soon());
    recording.before(
        sql -> {
          if (sql.equals(RecordingDataSource.COMMIT)) {
            throw new SQLException("the connection is lost", "08006");
          }
        });

    assertThatThrownBy(() -> store.publish("a", entry(held.epoch(), 2, 10), LONG, soon()))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("the connection is lost");

    recording.before(sql -> {});
    assertReads(other, first);
    assertThat(lead(store, "a", LONG))
        .isEqualTo(new Held(held.epoch(), Optional.of(first.stamp())));
  }

  @Test
  void inspectionIsOneStatementThatMovesNoPayloadAndChangesNothing() throws Exception {
    Held held = lead(other, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 100_000);
    other.publish("a", entry, LONG, soon());
    String before = times();
    recording.forget();

    StoreStatus status = store.inspect(soon());

    assertThat(recording.statements()).singleElement().asString().startsWith("select");
    assertThat(recording.payloadBytes()).isZero();
    assertThat(times()).isEqualTo(before);
    LeaseStatus lease = status.lease().orElseThrow();
    assertThat(lease.owner()).isEqualTo("a");
    assertThat(lease.epoch()).hasValue(held.epoch());
    assertThat(lease.left().orElseThrow()).isBetween(LONG.dividedBy(2), LONG);
    assertThat(status.entry().orElseThrow().stamp()).isEqualTo(entry.stamp());
    assertThat(status.entry().orElseThrow().storedBytes()).isEqualTo(100_000);
    assertThat(status.entry().orElseThrow().left().orElseThrow())
        .isBetween(LONG.dividedBy(2), LONG);
  }

  private String times() throws SQLException {
    try (Connection connection = database.shared().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select l.expires_at, e.published_at, e.touched_at, e.expires_at from "
                    + tables.lease
                    + " l join "
                    + tables.entry
                    + " e on e.service_key = l.service_key where l.service_key = '"
                    + serviceKey
                    + "'")) {
      assertThat(row.next()).isTrue();
      return row.getString(1) + row.getString(2) + row.getString(3) + row.getString(4);
    }
  }

  @Test
  void renewalTouchesTheEntryAndLeavesItsAgeAlone() throws Exception {
    Held held = lead(store, "a", LONG);
    store.publish("a", entry(held.epoch(), 1, 10), LONG, soon());
    tables.execute(
        "update "
            + tables.entry
            + " set published_at = published_at - 100000000, touched_at = touched_at - 50000000"
            + " where service_key = '"
            + serviceKey
            + "'");
    assertThat(store.inspect(soon()).entry().orElseThrow().sinceTouch().orElseThrow())
        .isGreaterThanOrEqualTo(Duration.ofSeconds(50_000));

    lead(store, "a", LONG);

    StoreStatus.EntryStatus entry = store.inspect(soon()).entry().orElseThrow();
    assertThat(entry.sinceTouch().orElseThrow()).isLessThan(Duration.ofSeconds(40_000));
    assertThat(entry.sincePublish().orElseThrow())
        .isGreaterThanOrEqualTo(Duration.ofSeconds(100_000));
  }

  @Test
  void revocationThatANewLeaderOvertakesFreesNobody() throws Exception {
    lead(other, "a", Duration.ofSeconds(20));
    LeaseStatus stuck = store.inspect(soon()).lease().orElseThrow();
    tables.execute(
        "update " + tables.lease + " set expires_at = 1 where service_key = '" + serviceKey + "'");
    List<Held> next = new ArrayList<>();
    recording.before(
        sql -> {
          if (sql.startsWith("update") && next.isEmpty()) {
            next.add(awaitLead(other, "b"));
          }
        });

    assertThat(store.revoke(stuck, soon())).isFalse();

    assertThat(next).hasSize(1);
    assertThat(store.inspect(soon()).lease().orElseThrow().owner()).isEqualTo("b");
    assertThat(other.publish("b", entry(next.get(0).epoch(), 1, 10), LONG, soon())).isTrue();
  }

  @Test
  void readOfAKnownEntryMovesNoPayload() throws Exception {
    Held held = lead(other, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 1_000_000);
    other.publish("a", entry, LONG, soon());
    recording.forget();

    assertThat(store.read(Optional.of(entry.stamp()), soon())).isInstanceOf(Unchanged.class);

    assertThat(recording.statements()).hasSize(1);
    assertThat(recording.payloadBytes()).isZero();
  }

  @Test
  void readMovesThePayloadOnceInOneStatement() throws Exception {
    Held held = lead(other, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 1_000_000);
    other.publish("a", entry, LONG, soon());
    recording.forget();

    assertThat(store.read(Optional.of(entry(held.epoch(), 9, 1).stamp()), soon()))
        .isInstanceOf(Found.class);

    assertThat(recording.statements()).hasSize(1);
    assertThat(recording.payloadBytes()).isEqualTo(1_000_000);
  }

  // A server's clock that went back, and what looks like it

  private void shift(String table, String column, Duration by) {
    tables.execute(
        "update %1$s set %2$s = %2$s + %3$d where service_key = '%4$s'"
            .formatted(table, column, by.toMillis(), serviceKey));
  }

  @Test
  void leaseThatReachesFurtherAheadThanItsLengthIsOver() throws Exception {
    Held held = lead(store, "a", LONG);
    shift(tables.lease, "expires_at", Duration.ofDays(1));

    assertThat(other.inspect(soon()).lease()).isEmpty();
    Held next = lead(other, "b", LONG);

    assertThat(next.epoch()).isGreaterThan(held.epoch());
    assertThat(ask(store, "a", LONG)).isInstanceOf(HeldByOther.class);
  }

  @Test
  void leaseOfAnyLengthIsOverInTheEnd() throws Exception {
    lead(store, "a", LONG);
    for (String damage :
        List.of(
            "lease_millis = " + Long.MAX_VALUE + ", expires_at = " + Long.MAX_VALUE,
            "lease_millis = " + (Long.MIN_VALUE + 1) + ", expires_at = " + Long.MAX_VALUE,
            "lease_millis = null, expires_at = " + Long.MAX_VALUE,
            "lease_millis = " + Long.MAX_VALUE + ", expires_at = " + (Long.MIN_VALUE + 1),
            "lease_millis = -1")) {
      tables.execute(
          "update "
              + tables.lease
              + " set "
              + damage
              + " where service_key = '"
              + serviceKey
              + "'");

      assertThat(ask(other, "b-" + damage.hashCode(), LONG)).as(damage).isInstanceOf(Held.class);
    }
  }

  @Test
  void entryFromTheTimeBeforeTheClockWentBackIsAbsentUntilItsLeaderPolls() throws Exception {
    Held held = lead(store, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 10);
    store.publish("a", entry, LONG, soon());
    for (String column : List.of("published_at", "touched_at", "expires_at")) {
      shift(tables.entry, column, Duration.ofDays(1));
    }

    assertThat(other.stamp(soon())).isEmpty();
    assertThat(other.inspect(soon()).entry()).isEmpty();

    assertThat(lead(store, "a", LONG).entry()).contains(entry.stamp());
    assertThat(other.inspect(soon()).entry().orElseThrow().left().orElseThrow())
        .isLessThanOrEqualTo(LONG);
    assertThat(((Found) other.read(Optional.empty(), soon())).sincePublish()).isEmpty();
  }

  @Test
  void entryFromTheTimeBeforeTheClockWentBackGivesWay() throws Exception {
    assertThat(store.publishIfAbsent(entry(1, 0, 10), LONG, soon())).isTrue();
    assertThat(other.publishIfAbsent(entry(2, 0, 10), LONG, soon())).isFalse();
    shift(tables.entry, "touched_at", Duration.ofDays(1));

    assertThat(other.publishIfAbsent(entry(2, 0, 10), LONG, soon())).isTrue();

    assertReads(store, entry(2, 0, 10));
  }

  @Test
  void keysThatDifferInCaseOrPunctuationShareNothing() throws Exception {
    String prefix = UUID.randomUUID().toString().substring(0, 8);
    List<String> all =
        Stream.of(
                "key", "Key", "KEY", "ke.y", "ke_y", "ke-y", "ke:y", "keXy", "key.", "ke1", "ke01")
            .map(prefix::concat)
            .toList();
    try {
      for (String key : all) {
        JdbcStore ofKey = tables.store(key, tables.connections());
        assertThat(ofKey.stamp(soon())).as(key).isEmpty();
        Held held = lead(ofKey, "leader of " + key, LONG);
        assertThat(ofKey.publish("leader of " + key, entry(held.epoch(), 1, 10), LONG, soon()))
            .as(key)
            .isTrue();
        ofKey.close();
      }
    } finally {
      tables.forget(all);
    }
  }
}
