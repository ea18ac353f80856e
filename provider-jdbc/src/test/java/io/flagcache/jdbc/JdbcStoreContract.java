package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.Deadline;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import io.flagcache.core.Entry;
import io.flagcache.core.LeaseAnswer;
import io.flagcache.core.LeaseAnswer.Held;
import io.flagcache.core.LeaseAnswer.HeldByOther;
import io.flagcache.core.LeaseRequest;
import io.flagcache.core.ReadAnswer;
import io.flagcache.core.ReadAnswer.Found;
import io.flagcache.core.ReadAnswer.Unchanged;
import io.flagcache.core.StoreStatus;
import io.flagcache.core.StoreStatus.LeaseStatus;
import io.flagcache.testservers.database.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** The kit's rules, and what else the store primitives promise, on a real database. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
abstract class JdbcStoreContract extends FlagCacheStoreConformance {

  private static final Duration LONG = Duration.ofHours(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestTables tables;
  private HikariDataSource pool;
  private RecordingDataSource recording;
  private String serviceKey;
  private JdbcStore store;
  private JdbcStore other;

  abstract TestServer server();

  @BeforeAll
  final void createTables() {
    tables = new TestTables(server());
    store(() -> tables.server.connect());
    pool = new HikariDataSource();
    pool.setJdbcUrl(server().url());
    pool.setMaximumPoolSize(12);
    pool.setMinimumIdle(0);
    // A store that is handed a data source relies on it for this.
    pool.setConnectionTimeout(400);
    pool.setValidationTimeout(250);
    if (server().url().startsWith("jdbc:mysql:")) {
      // As the documentation asks of a data source of the user's.
      pool.addDataSourceProperty("useServerPrepStmts", "true");
    }
  }

  @AfterAll
  final void dropTables() {
    threads.shutdownNow();
    if (tables != null) {
      pool.close();
      tables.close();
    }
  }

  @BeforeEach
  final void openStores() {
    serviceKey = "key-" + UUID.randomUUID();
    recording = new RecordingDataSource(tables.server::connect);
    store = tables.store(serviceKey, recording);
    other = store(tables.server::connect);
    recording.forget();
  }

  @AfterEach
  final void returnsAllConnections() {
    assertThat(recording.openConnections()).isZero();
  }

  @Override
  protected final StoreFixture fixture() {
    return new JdbcStoreFixture(tables, pool);
  }

  @Override
  protected final Set<StoreCapability> capabilities() {
    // A data source of the user's brings its credentials along; those in a URL are judged
    // elsewhere.
    Set<StoreCapability> capabilities =
        EnumSet.complementOf(EnumSet.of(StoreCapability.CREDENTIALS, StoreCapability.BACKEND_HANG));
    // H2's driver takes a time-out in its URL only.
    if (server().isOurs() && !server().url().startsWith("jdbc:h2:")) {
      capabilities.add(StoreCapability.BACKEND_HANG);
    }
    return capabilities;
  }

  private JdbcStore store(RecordingDataSource.Source source) {
    return tables.store(serviceKey == null ? "any" : serviceKey, new RecordingDataSource(source));
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
                .atMost(Duration.ofSeconds(10))
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
    JdbcStore witness =
        tables.store("witness-" + UUID.randomUUID(), new RecordingDataSource(server()::connect));
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
              Future<LeaseAnswer> asked = threads.submit(() -> ask(store, "a", LONG));
              assertThat(tried.await(10, TimeUnit.SECONDS)).isTrue();
              return asked;
            });

    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(held);
  }

  @Test
  void leaderWhoseLeaseStaysLockedIsNotToldThatAnotherLeads() throws Exception {
    lead(store, "a", LONG);

    whileLeaseIsLocked(
        () -> {
          assertThatThrownBy(
                  () ->
                      store.acquireOrRenew(
                          request("a", LONG, 0), Deadline.after(Duration.ofSeconds(1))))
              .isInstanceOf(SQLException.class)
              .hasMessageContaining("locked");
          return true;
        });
  }

  private <T> T whileLeaseIsLocked(Callable<T> action) throws Exception {
    try (Connection locker = tables.server.connect();
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
        .hasValueSatisfying(age -> assertThat(age).isBetween(Duration.ZERO, Duration.ofMinutes(1)));
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
                threads.submit(() -> other.publish("a", entry(held.epoch(), 1, 10), LONG, soon())));
            Awaitility.await()
                .during(Duration.ofMillis(200))
                .until(() -> !published.get(0).isDone());
          }
        });

    lead(store, "b", LONG);

    assertThat(published.get(0).get(10, TimeUnit.SECONDS)).isFalse();
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
    assertThat(lease.left().orElseThrow()).isBetween(LONG.minusMinutes(1), LONG);
    assertThat(status.entry().orElseThrow().stamp()).isEqualTo(entry.stamp());
    assertThat(status.entry().orElseThrow().storedBytes()).isEqualTo(100_000);
    assertThat(status.entry().orElseThrow().left().orElseThrow())
        .isBetween(LONG.minusMinutes(1), LONG);
  }

  private String times() throws SQLException {
    try (Connection connection = tables.server.connect();
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
            + " set published_at = published_at - 100000, touched_at = touched_at - 50000"
            + " where service_key = '"
            + serviceKey
            + "'");
    assertThat(store.inspect(soon()).entry().orElseThrow().sinceTouch().orElseThrow())
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(90));

    lead(store, "a", LONG);

    StoreStatus.EntryStatus entry = store.inspect(soon()).entry().orElseThrow();
    assertThat(entry.sinceTouch().orElseThrow()).isLessThan(Duration.ofSeconds(40));
    assertThat(entry.sincePublish().orElseThrow())
        .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(140));
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
}
