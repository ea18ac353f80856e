package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.Deadline;
import io.flagcache.core.Entry;
import io.flagcache.core.EntryStamp;
import io.flagcache.core.LeaseAnswer.Held;
import io.flagcache.core.LeaseAnswer.HeldByOther;
import io.flagcache.core.LeaseRequest;
import io.flagcache.core.ReadAnswer.Found;
import io.flagcache.core.ReadAnswer.Unchanged;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.database.TestServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that hang, die, come back, and answers that are lost. */
@Timeout(120)
abstract class JdbcFaultContract {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  /** For the scheduling of a busy machine; far below the time for which the server hangs. */
  private static final Duration SLACK = Duration.ofMillis(1500);

  private TestServer server;
  private TestTables tables;
  private String serviceKey;
  private boolean down;
  private final List<JdbcStore> stores = new ArrayList<>();

  abstract TestServer server();

  @BeforeEach
  final void nameTables() {
    server = server();
    tables = new TestTables(server);
    serviceKey = "key-" + UUID.randomUUID();
  }

  @AfterEach
  final void dropTables() {
    stores.forEach(JdbcStore::close);
    if (down) {
      server.restart();
    }
    if (tables != null) {
      tables.close();
    }
    assertNoThreadIsLeft();
  }

  private void assertNoThreadIsLeft() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains("flagcache-key")));
  }

  private JdbcStore pooledStore() {
    return store(tables.builder().url(server.url()));
  }

  private JdbcStore store(JdbcFlagCacheBuilder builder) {
    JdbcStore store = TestTables.store(builder, serviceKey);
    stores.add(store);
    return store;
  }

  private static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, LONG, LONG, 0);
  }

  private void kill() {
    server.kill();
    down = true;
  }

  private void restart() {
    server.restart();
    down = false;
  }

  private interface Call {
    Object run() throws Exception;
  }

  private static void assertFailsInTime(Call call) {
    long begin = System.nanoTime();
    assertThatThrownBy(call::run).isInstanceOf(SQLException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DEADLINE.plus(SLACK));
  }

  private static Deadline inTime() {
    return Deadline.after(DEADLINE);
  }

  private static <T> T awaitAnswer(java.util.concurrent.Callable<T> call) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(call, answer -> true);
  }

  @Test
  void stoppedServerIsWaitedForUntilTheDeadlineOnly() throws Exception {
    JdbcStore store = pooledStore();
    Held held = (Held) store.acquireOrRenew(request("a"), soon());
    Entry entry = entry(held.epoch(), 1, 1000);
    store.publish("a", entry, LONG, soon());
    int threads = Thread.activeCount();
    server.pause();
    try {
      assertFailsInTime(() -> store.acquireOrRenew(request("a"), inTime()));
      for (int i = 0; i < 2; i++) {
        assertFailsInTime(() -> store.read(Optional.empty(), inTime()));
        assertFailsInTime(() -> store.publish("a", entry(held.epoch(), 2, 10), LONG, inTime()));
      }
      assertThat(Thread.activeCount()).isLessThan(threads + 6);
    } finally {
      server.resume();
    }

    assertThat(awaitAnswer(() -> store.acquireOrRenew(request("a"), inTime())))
        .isInstanceOf(Held.class)
        .extracting(answer -> ((Held) answer).epoch())
        .isEqualTo(held.epoch());
    assertThat(store.read(Optional.empty(), soon())).isInstanceOf(Found.class);
  }

  @Test
  void idleConnectionToAStoppedServerIsNotWaitedForEither() throws Exception {
    JdbcStore store = pooledStore();
    store.acquireOrRenew(request("a"), soon());
    // The pool checks connections that have been idle for half a second.
    TimeUnit.MILLISECONDS.sleep(700);
    server.pause();
    try {
      assertFailsInTime(() -> store.acquireOrRenew(request("a"), inTime()));
    } finally {
      server.resume();
    }

    assertThat(awaitAnswer(() -> store.acquireOrRenew(request("a"), inTime())))
        .isInstanceOf(Held.class);
  }

  @Test
  void killedServerIsFoundAgainWithWhatItHad() throws Exception {
    JdbcStore store = pooledStore();
    Held held = (Held) store.acquireOrRenew(request("a"), soon());
    Entry entry = entry(held.epoch(), 1, 1000);
    store.publish("a", entry, LONG, soon());

    kill();
    assertFailsInTime(() -> store.acquireOrRenew(request("a"), inTime()));
    restart();

    assertThat(awaitAnswer(() -> store.acquireOrRenew(request("a"), inTime())))
        .isEqualTo(new Held(held.epoch(), Optional.of(entry.stamp())));
    assertThat(store.read(Optional.of(entry.stamp()), soon())).isInstanceOf(Unchanged.class);
  }

  @Test
  void serverThatIsDownAtTheStartIsFoundWhenItComes() {
    kill();
    JdbcStore store = pooledStore();
    assertFailsInTime(() -> store.acquireOrRenew(request("a"), inTime()));
    restart();

    assertThat(awaitAnswer(() -> store.acquireOrRenew(request("a"), inTime())))
        .isInstanceOf(Held.class);
  }

  @Test
  void closeDoesNotHangWithTheServer() throws Exception {
    JdbcStore store = pooledStore();
    store.acquireOrRenew(request("a"), soon());
    server.pause();
    try {
      long begin = System.nanoTime();
      store.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    } finally {
      server.resume();
    }
  }

  @Test
  void commitWhoseAnswerIsLostThrowsAndCanBeReadBack() throws Exception {
    try (TcpRelay relay = server.relay()) {
      RecordingDataSource recording =
          new RecordingDataSource(() -> DriverManager.getConnection(bounded(server.url(relay))));
      JdbcStore relayed = store(tables.builder().dataSource(recording));
      Held held = (Held) relayed.acquireOrRenew(request("a"), soon());
      recording.before(
          sql -> {
            if (sql.equals(RecordingDataSource.COMMIT)) {
              relay.withholdReplies();
            }
          });
      Entry entry = entry(held.epoch(), 1, 1000);

      assertFailsInTime(() -> relayed.publish("a", entry, LONG, inTime()));
      recording.before(sql -> {});
      relay.cut();

      if (commitIsOneRoundTrip()) {
        Optional<EntryStamp> found =
            Awaitility.await().until(() -> relayed.stamp(soon()), Optional::isPresent);
        assertThat(found).contains(entry.stamp());
      } else {
        assertThat(relayed.stamp(soon())).isEmpty();
      }
      assertThat(relayed.publish("a", entry, LONG, soon())).isTrue();
      assertThat(recording.openConnections()).isZero();
    }
  }

  /** Otherwise the first answer that is lost is not yet that to the commit. */
  boolean commitIsOneRoundTrip() {
    return true;
  }

  /** A URL for a data source of the user's whose connections do not hang for ever. */
  String bounded(String url) {
    return url;
  }

  @Test
  void processStoppedInsideItsTransactionKeepsTheLeaseFromOthersForALimitedTimeOnly()
      throws Exception {
    assumeTrue(endsSilentTransactions(), "This database has no limit for silent transactions");
    RecordingDataSource recording = new RecordingDataSource(server::connect);
    JdbcStore stopped = store(tables.builder().dataSource(recording));
    JdbcStore other = pooledStore();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    recording.before(
        sql -> {
          if (sql.equals(RecordingDataSource.COMMIT)) {
            inside.countDown();
            awaitQuietly(goOn);
          }
        });
    CompletableFuture<Object> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return stopped.acquireOrRenew(request("a"), Deadline.after(Duration.ofMinutes(1)));
              } catch (SQLException e) {
                return e;
              }
            });
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(other.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
    assertThat(awaitLead(other)).isPositive();

    goOn.countDown();
    assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    recording.before(sql -> {});
    assertThat(stopped.acquireOrRenew(request("a"), soon())).isInstanceOf(HeldByOther.class);
    assertThat(recording.openConnections()).isZero();
  }

  private static long awaitLead(JdbcStore asked) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> asked.acquireOrRenew(request("b"), soon()), Held.class::isInstance)
        .epoch();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean endsSilentTransactions() {
    return true;
  }

  @Test
  void followersAndKnowingReadersMoveNoPayloadOverTheWire() throws Exception {
    JdbcStore leader = pooledStore();
    Held held = (Held) leader.acquireOrRenew(request("a"), soon());
    Entry entry = entry(held.epoch(), 1, 1_000_000);
    leader.publish("a", entry, LONG, soon());
    try (TcpRelay relay = server.relay()) {
      JdbcStore follower = store(tables.builder().url(server.url(relay)));
      follower.stamp(soon());
      long before = relay.bytes();

      assertThat(follower.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
      assertThat(follower.read(Optional.of(entry.stamp()), soon())).isInstanceOf(Unchanged.class);
      assertThat(follower.stamp(soon())).isPresent();

      assertThat(relay.bytes() - before).isBetween(100L, 10_000L);
      follower.read(Optional.empty(), soon());
      assertThat(relay.bytes() - before).isGreaterThan(1_000_000L);
    }
  }

  @Test
  void wrongPasswordIsAnErrorThatDoesNotShowIt() {
    String wrong = server.url().replaceFirst("(?i)(password=)[^;&]*", "$1wrong-one-of-mine");

    assertThatIllegalStateException()
        .isThrownBy(() -> TestTables.store(tables.builder().url(wrong), serviceKey))
        .withMessageContaining("login")
        .satisfies(
            failure ->
                assertThat(org.assertj.core.util.Throwables.getStackTrace(failure))
                    .doesNotContain("wrong-one-of-mine"));
  }
}
