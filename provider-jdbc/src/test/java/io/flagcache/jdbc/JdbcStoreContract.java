package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.flagcache.Deadline;
import io.flagcache.core.Entry;
import io.flagcache.core.EntryStamp;
import io.flagcache.core.LeaseAnswer;
import io.flagcache.core.LeaseAnswer.Held;
import io.flagcache.core.LeaseAnswer.HeldByOther;
import io.flagcache.core.LeaseRequest;
import io.flagcache.core.ReadAnswer;
import io.flagcache.core.ReadAnswer.Absent;
import io.flagcache.core.ReadAnswer.Found;
import io.flagcache.core.ReadAnswer.Unchanged;
import io.flagcache.testservers.database.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
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

/** What the store primitives promise, on a real database. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
abstract class JdbcStoreContract {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestTables tables;
  private RecordingDataSource recording;
  private String serviceKey;
  private JdbcStore store;
  private JdbcStore other;

  abstract TestServer server();

  @BeforeAll
  final void createTables() {
    tables = new TestTables(server());
    store(() -> tables.server.connect());
  }

  @AfterAll
  final void dropTables() {
    threads.shutdownNow();
    if (tables != null) {
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

  // Lease

  @Test
  void firstToAskLeadsAndOthersAreTold() throws Exception {
    Held held = lead(store, "a", LONG);

    assertThat(held.epoch()).isPositive();
    assertThat(held.entry()).isEmpty();
    assertThat(ask(other, "b", LONG)).isEqualTo(new HeldByOther(held.epoch(), Optional.empty()));
    assertThat(ask(other, "b", LONG)).isEqualTo(new HeldByOther(held.epoch(), Optional.empty()));
  }

  @Test
  void renewalKeepsTheEpoch() throws Exception {
    Held held = lead(store, "a", LONG);

    assertThat(lead(store, "a", LONG)).isEqualTo(held);
    assertThat(store.acquireOrRenew(request("a", LONG, held.epoch()), soon())).isEqualTo(held);
  }

  @Test
  void newEpochIsGreaterThanTheFloorAndThanAllBefore() throws Exception {
    LeaseAnswer first = store.acquireOrRenew(request("a", LONG, 41), soon());
    assertThat(first.epoch()).isGreaterThan(41);
    store.release("a", first.epoch(), soon());

    assertThat(lead(other, "b", LONG).epoch()).isGreaterThan(first.epoch());
  }

  @Test
  void leaseRestoredFromAnOldCopyGetsANewEpoch() throws Exception {
    Held held = lead(store, "a", LONG);

    LeaseAnswer answer = store.acquireOrRenew(request("a", LONG, held.epoch() + 7), soon());

    assertThat(answer).isInstanceOf(Held.class);
    assertThat(answer.epoch()).isGreaterThan(held.epoch() + 7);
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
  void expiredLeaseIsTakenOver() throws Exception {
    Held held = lead(store, "a", SHORT);

    Held next = awaitLead(other, "b");

    assertThat(next.epoch()).isGreaterThan(held.epoch());
    assertThat(ask(store, "a", LONG)).isInstanceOf(HeldByOther.class);
  }

  @Test
  void renewalBeginsTheLeaseAnew() throws Exception {
    lead(store, "a", SHORT);
    lead(store, "a", LONG);

    awaitPassingOf(SHORT);

    assertThat(ask(other, "b", LONG)).isInstanceOf(HeldByOther.class);
  }

  @Test
  void releasedLeaseIsFreeAtOnceAndItsEpochStaysKnown() throws Exception {
    Held held = lead(store, "a", LONG);
    store.release("a", held.epoch(), soon());

    assertThat(lead(other, "b", LONG).epoch()).isGreaterThan(held.epoch());
  }

  @Test
  void lateRepeatedOrForeignReleaseFreesNobodyElse() throws Exception {
    Held first = lead(store, "a", LONG);
    store.release("b", first.epoch(), soon());
    store.release("a", first.epoch() + 1, soon());
    assertThat(ask(other, "b", LONG)).isInstanceOf(HeldByOther.class);

    store.release("a", first.epoch(), soon());
    Held second = lead(other, "b", LONG);
    store.release("a", first.epoch(), soon());
    store.release("a", second.epoch(), soon());

    assertThat(ask(store, "a", LONG)).isEqualTo(new HeldByOther(second.epoch(), Optional.empty()));
    assertThat(lead(other, "b", LONG)).isEqualTo(second);
  }

  @Test
  void ofManyThatAskAtOnceExactlyOneLeads() throws Exception {
    int workers = 8;
    long lastEpoch = 0;
    for (int round = 0; round < 5; round++) {
      List<LeaseAnswer> answers = atOnce(workers, worker -> ask(worker.store, worker.name, LONG));

      List<Held> held =
          answers.stream().filter(Held.class::isInstance).map(Held.class::cast).toList();
      assertThat(held).hasSize(1);
      assertThat(held.get(0).epoch()).isGreaterThan(lastEpoch);
      lastEpoch = held.get(0).epoch();
      tables.execute(
          "update "
              + tables.lease
              + " set owner = null, expires_at = 0 where service_key = '"
              + serviceKey
              + "'");
    }
  }

  private record Worker(String name, JdbcStore store) {}

  private interface Question<T> {
    T ask(Worker worker) throws Exception;
  }

  private <T> List<T> atOnce(int workers, Question<T> question) throws Exception {
    CyclicBarrier start = new CyclicBarrier(workers);
    List<Future<T>> answers = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      Worker worker = new Worker("worker-" + i, store(tables.server::connect));
      answers.add(
          threads.submit(
              () -> {
                start.await();
                return question.ask(worker);
              }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> answer : answers) {
      results.add(answer.get(30, TimeUnit.SECONDS));
    }
    return results;
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
                          request("a", LONG, 0), Deadline.after(Duration.ofMillis(500))))
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

  // Publication

  @Test
  void publishedEntryIsRead() throws Exception {
    Held held = lead(store, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 1000);

    assertThat(store.publish("a", entry, LONG, soon())).isTrue();

    assertReads(other, entry);
    assertThat(other.stamp(soon())).contains(entry.stamp());
    assertThat(lead(store, "a", LONG).entry()).contains(entry.stamp());
    assertThat(ask(other, "b", LONG).entry()).contains(entry.stamp());
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
  void publishReplacesTheEntry() throws Exception {
    Held held = lead(store, "a", LONG);
    store.publish("a", entry(held.epoch(), 1, 1000), LONG, soon());
    Entry second = entry(held.epoch(), 2, 5);

    assertThat(store.publish("a", second, LONG, soon())).isTrue();

    assertReads(other, second);
  }

  @Test
  void publishOfWhoDoesNotLeadIsRefused() throws Exception {
    assertThat(store.publish("a", entry(0, 1, 10), LONG, soon())).isFalse();
    Held held = lead(store, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 10);
    store.publish("a", entry, LONG, soon());

    assertThat(other.publish("b", entry(held.epoch(), 2, 10), LONG, soon())).isFalse();
    assertThat(store.publish("a", entry(held.epoch() - 1, 2, 10), LONG, soon())).isFalse();
    assertThat(store.publish("a", entry(held.epoch() + 1, 2, 10), LONG, soon())).isFalse();
    store.release("a", held.epoch(), soon());
    assertThat(store.publish("a", entry(held.epoch(), 2, 10), LONG, soon())).isFalse();

    assertReads(other, entry);
  }

  @Test
  void publishUnderAnExpiredLeaseCountsUntilAnotherLeads() throws Exception {
    Held held = lead(store, "a", Duration.ofMillis(1));
    awaitPassingOf(Duration.ofMillis(1));

    assertThat(store.publish("a", entry(held.epoch(), 1, 10), LONG, soon())).isTrue();
    Held next = lead(other, "b", LONG);
    assertThat(store.publish("a", entry(held.epoch(), 2, 10), LONG, soon())).isFalse();
    assertThat(next.entry()).contains(entry(held.epoch(), 1, 10).stamp());
  }

  @Test
  void takeOverBetweenCheckAndWriteOfAPublishIsImpossible() throws Exception {
    Held held = lead(store, "a", Duration.ofMillis(1));
    awaitPassingOf(Duration.ofMillis(1));
    List<LeaseAnswer> between = new ArrayList<>();
    recording.before(
        sql -> {
          if (sql.contains("payload")) {
            between.add(quietly(() -> ask(other, "b", LONG)));
          }
        });

    boolean published = store.publish("a", entry(held.epoch(), 1, 10), LONG, soon());

    assertThat(published).isTrue();
    assertThat(between).isNotEmpty().allMatch(HeldByOther.class::isInstance);
    Held next = lead(other, "b", LONG);
    assertThat(next.entry()).contains(entry(held.epoch(), 1, 10).stamp());
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

  private static <T> T quietly(Callable<T> action) {
    try {
      return action.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
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
  void readersSeeTheOldEntryOrTheNewOneNeverAMix() throws Exception {
    Held held = lead(store, "a", LONG);
    store.publish("a", entry(held.epoch(), 1, 300_000), LONG, soon());
    Future<Integer> reads =
        threads.submit(
            () -> {
              int count = 0;
              while (true) {
                Found found = (Found) other.read(Optional.empty(), soon());
                EntryStamp stamp = found.entry().stamp();
                Entry expected = entry(stamp.epoch(), stamp.sequence(), 300_000);
                assertThat(stamp).isEqualTo(expected.stamp());
                assertThat(found.entry().payload()).isEqualTo(expected.payload());
                count++;
                if (stamp.sequence() == 30) {
                  return count;
                }
              }
            });
    for (int sequence = 2; sequence <= 30; sequence++) {
      assertThat(store.publish("a", entry(held.epoch(), sequence, 300_000), LONG, soon())).isTrue();
    }

    assertThat(reads.get(30, TimeUnit.SECONDS)).isPositive();
  }

  @Test
  void fillStoresOnlyIntoAnEmptyCache() throws Exception {
    Entry first = entry(0, 0, 100);

    assertThat(store.fill(first, LONG, soon())).isTrue();
    assertThat(other.fill(entry(3, 0, 50), LONG, soon())).isFalse();

    assertReads(other, first);
  }

  @Test
  void ofManyThatFillAtOnceExactlyOneDoes() throws Exception {
    List<Boolean> filled =
        atOnce(
            6,
            worker ->
                worker.store.fill(
                    entry(worker.name.charAt(worker.name.length() - 1), 0, 1000), LONG, soon()));

    assertThat(filled).containsOnlyOnce(true);
  }

  @Test
  void fillReplacesAnExpiredEntry() throws Exception {
    store.fill(entry(1, 0, 100), Duration.ofMillis(1), soon());
    awaitPassingOf(Duration.ofMillis(1));

    assertThat(store.fill(entry(2, 0, 50), LONG, soon())).isTrue();

    assertReads(other, entry(2, 0, 50));
  }

  @Test
  void fillThatComesBetweenCheckAndWriteOfAPublishIsReplaced() throws Exception {
    Held held = lead(store, "a", LONG);
    List<Boolean> filled = new ArrayList<>();
    recording.before(
        sql -> {
          if (sql.startsWith("update " + tables.entry + " set epoch") && filled.isEmpty()) {
            filled.add(quietly(() -> other.fill(entry(0, 0, 10), LONG, soon())));
          }
        });

    assertThat(store.publish("a", entry(held.epoch(), 1, 10), LONG, soon())).isTrue();

    assertThat(filled).containsExactly(true);
    assertReads(other, entry(held.epoch(), 1, 10));
  }

  // Reading

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

  @Test
  void emptyCacheIsAbsent() throws Exception {
    assertThat(store.read(Optional.empty(), soon())).isInstanceOf(Absent.class);
    assertThat(store.stamp(soon())).isEmpty();
  }

  @Test
  void serviceKeysNeverSeeEachOther() throws Exception {
    Held held = lead(store, "a", LONG);
    store.publish("a", entry(held.epoch(), 1, 10), LONG, soon());
    JdbcStore upper = tables.store(serviceKey.toUpperCase(), recording);

    assertThat(upper.stamp(soon())).isEmpty();
    assertThat(upper.read(Optional.empty(), soon())).isInstanceOf(Absent.class);
    assertThat(lead(upper, "b", LONG).entry()).isEmpty();
  }

  @Test
  void expiredEntryIsAbsentAndARenewalDoesNotReviveIt() throws Exception {
    Held held = lead(store, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 10);
    store.publish("a", entry, Duration.ofMillis(1), soon());
    awaitPassingOf(Duration.ofMillis(1));

    assertThat(store.read(Optional.of(entry.stamp()), soon())).isInstanceOf(Absent.class);
    assertThat(store.stamp(soon())).isEmpty();
    assertThat(ask(other, "b", LONG).entry()).isEmpty();
    assertThat(lead(store, "a", LONG).entry()).isEmpty();
    assertThat(store.stamp(soon())).isEmpty();
  }

  @Test
  void renewalBeginsTheTimeToLiveAnew() throws Exception {
    Held held = lead(store, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 10);
    store.publish("a", entry, SHORT, soon());
    lead(store, "a", LONG);

    awaitPassingOf(SHORT);

    assertThat(store.stamp(soon())).contains(entry.stamp());
  }

  @Test
  void discardRemovesOnlyTheEntryOfThatStamp() throws Exception {
    Held held = lead(store, "a", LONG);
    Entry entry = entry(held.epoch(), 1, 10);
    store.publish("a", entry, LONG, soon());

    other.discard(entry(held.epoch(), 2, 10).stamp(), soon());
    other.discard(new EntryStamp(held.epoch(), 1, "another"), soon());
    assertReads(store, entry);

    other.discard(entry.stamp(), soon());
    assertThat(store.read(Optional.empty(), soon())).isInstanceOf(Absent.class);
    assertThat(store.publish("a", entry, LONG, soon())).isTrue();
  }
}
