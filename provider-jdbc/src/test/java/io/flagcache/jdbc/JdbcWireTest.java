package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.Deadline;
import io.flagcache.core.Role;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.TooLong;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.TcpRelay;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

/** What goes over the wire, and what a connection that falls silent does to others. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#processes")
class JdbcWireTest {

  private static final Duration LONG = Duration.ofHours(1);

  private static final Set<TestDatabase> RENEW_AT_ONCE =
      EnumSet.of(TestDatabase.POSTGRESQL, TestDatabase.MARIADB);

  /** For whom the server ends a transaction that is silent for ten seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(9);

  private final TestDatabase database;
  private final String serviceKey = "key-" + UUID.randomUUID();
  private final List<JdbcStore> stores = new ArrayList<>();
  private TestTables tables;

  JdbcWireTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  final void findTables() {
    tables = database.shared().tables();
  }

  @AfterEach
  final void forget() {
    stores.forEach(JdbcStore::close);
    if (tables != null) {
      tables.forget(List.of(serviceKey));
    }
  }

  private JdbcStore store(JdbcFlagCacheBuilder builder) {
    JdbcStore store = TestTables.store(builder, serviceKey);
    stores.add(store);
    return store;
  }

  private JdbcStore pooledStore() {
    return store(tables.builder().url(tables.server.url()));
  }

  private static LeaseAnswer ask(JdbcStore store, String owner) throws SQLException {
    return store.acquireOrRenew(new LeaseRequest(owner, LONG, LONG, 0), soon());
  }

  @Test
  void commitWhoseAnswerIsLostThrowsAndCanBeReadBack() throws Exception {
    try (TcpRelay relay = tables.server.relay()) {
      String url = bounded(tables.server.url(relay));
      RecordingDataSource recording =
          new RecordingDataSource(() -> DriverManager.getConnection(url));
      JdbcStore relayed = store(tables.builder().dataSource(recording));
      Held held = (Held) eventually(() -> ask(relayed, "a"));
      AtomicBoolean committing = new AtomicBoolean();
      recording.before(
          sql -> {
            if (sql.equals(RecordingDataSource.COMMIT)) {
              relay.withholdReplies();
              committing.set(true);
            }
          });
      Entry entry = entry(held.epoch(), 1, 1000);

      // On a busy machine the deadline may pass before there is anything to commit.
      for (int seconds = 2; !committing.get(); seconds *= 2) {
        Deadline deadline = Deadline.after(Duration.ofSeconds(seconds));
        assertThatThrownBy(() -> relayed.publish("a", entry, LONG, deadline))
            .isInstanceOf(SQLException.class);
      }
      recording.before(sql -> {});
      relay.cut();

      if (commitIsOneRoundTrip()) {
        Optional<EntryStamp> found =
            Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> relayed.stamp(soon()), Optional::isPresent);
        assertThat(found).contains(entry.stamp());
      } else {
        assertThat(eventually(() -> relayed.stamp(soon()))).isEmpty();
      }
      assertThat(eventually(() -> relayed.publish("a", entry, LONG, soon()))).isTrue();
      assertThat(recording.openConnections()).isZero();
    }
  }

  /** A busy machine may not answer within the network time-out that H2 has in its URL. */
  private static <T> T eventually(Callable<T> call) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(call, answer -> true);
  }

  /** Otherwise the first answer that is lost is not yet that to the commit. */
  private boolean commitIsOneRoundTrip() {
    return database != TestDatabase.H2_SERVER;
  }

  /** H2's driver takes no network time-out from the store, but in its URL. */
  private String bounded(String url) {
    return database == TestDatabase.H2_SERVER ? url + ";NETWORK_TIMEOUT=2000" : url;
  }

  @Test
  void processStoppedInsideItsTransactionKeepsTheLeaseFromOthersForALimitedTimeOnly()
      throws Exception {
    assumeTrue(
        database != TestDatabase.H2_SERVER, "This database has no limit for silent transactions");
    RecordingDataSource recording = new RecordingDataSource(tables.server::connect);
    JdbcStore stopped = store(tables.builder().dataSource(recording));
    JdbcStore other = pooledStore();
    other.stamp(soon());
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    recording.before(
        sql -> {
          if (sql.equals(RecordingDataSource.COMMIT)) {
            inside.countDown();
            awaitQuietly(goOn);
          }
        });
    long begin = System.nanoTime();
    FutureTask<Throwable> failure = new FutureTask<>(() -> catchThrowable(() -> ask(stopped, "a")));
    new Thread(failure, "stopped").start();
    assertThat(inside.await(1, TimeUnit.MINUTES)).isTrue();

    LeaseAnswer first = ask(other, "b");
    assertThat(first instanceof HeldByOther || System.nanoTime() - begin > SILENCE.toNanos())
        .as("the lease was given away during the transaction")
        .isTrue();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> ask(other, "b"), Held.class::isInstance);

    goOn.countDown();
    assertThat(failure.get(1, TimeUnit.MINUTES)).isInstanceOf(SQLException.class);
    recording.before(sql -> {});
    assertThat(ask(stopped, "a")).isInstanceOf(HeldByOther.class);
    assertThat(recording.openConnections()).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** R3, but where no one statement changes two tables and waits for no lock. */
  @Test
  void leaderThatPollsLooksAndRenews() throws Exception {
    assumeTrue(RENEW_AT_ONCE.contains(database), "This database renews in a transaction");
    RecordingDataSource recording = new RecordingDataSource(tables.server::connect);
    JdbcStore leader = store(tables.builder().dataSource(recording));
    Held held = (Held) ask(leader, "a");
    leader.publish("a", entry(held.epoch(), 1, 1000), LONG, soon());
    recording.forget();

    assertThat(ask(leader, "a")).isEqualTo(new Held(held.epoch(), leader.stamp(soon())));

    assertThat(recording.statements()).hasSize(3); // The last is the stamp that was expected.
  }

  @Test
  void leaseThatIsLostBetweenLookAndRenewalIsNotRenewed() throws Exception {
    assumeTrue(RENEW_AT_ONCE.contains(database), "This database renews in a transaction");
    RecordingDataSource recording = new RecordingDataSource(tables.server::connect);
    JdbcStore former = store(tables.builder().dataSource(recording));
    JdbcStore successor = pooledStore();
    long epoch = ask(former, "a").epoch();
    former.publish("a", entry(epoch, 1, 10), LONG, soon());
    AtomicBoolean raced = new AtomicBoolean();
    recording.before(
        sql -> {
          if (!sql.startsWith("select") && raced.compareAndSet(false, true)) {
            successor.release("a", epoch, soon());
            assertThat(ask(successor, "b")).isInstanceOf(Held.class);
          }
        });

    assertThat(ask(former, "a")).isInstanceOf(HeldByOther.class);
    assertThat(raced).isTrue();
    assertThat(ask(successor, "b")).isEqualTo(new Held(epoch + 1, successor.stamp(soon())));
  }

  @Test
  void followersAndKnowingReadersMoveNoPayloadOverTheWire() throws Exception {
    JdbcStore leader = pooledStore();
    Held held = (Held) ask(leader, "a");
    Entry entry = entry(held.epoch(), 1, 1_000_000);
    leader.publish("a", entry, LONG, soon());
    try (TcpRelay relay = tables.server.relay()) {
      JdbcStore follower = store(tables.builder().url(tables.server.url(relay)));
      follower.stamp(soon());
      long before = relay.bytes();

      assertThat(ask(follower, "b")).isInstanceOf(HeldByOther.class);
      assertThat(follower.read(Optional.of(entry.stamp()), soon())).isInstanceOf(Unchanged.class);
      assertThat(follower.stamp(soon())).isPresent();

      assertThat(relay.bytes() - before).isBetween(100L, 10_000L);
      follower.read(Optional.empty(), soon());
      assertThat(relay.bytes() - before).isGreaterThan(1_000_000L);
    }
  }

  /** H2: what nobody may read is not transferred first. */
  @Test
  void payloadAboveTheLimitStaysInTheDatabase() throws Exception {
    JdbcStore leader = pooledStore();
    Held held = (Held) ask(leader, "a");
    // What the others take: a packet of 16 MB, and a heap of 256 MB.
    int megabytes = database == TestDatabase.POSTGRESQL ? 40 : 12;
    Entry entry = entry(held.epoch(), 1, megabytes * 1_000_000);
    assertThat(leader.publish("a", entry, LONG, soon())).isTrue();
    try (TcpRelay relay = tables.server.relay()) {
      JdbcStore reader =
          TestTables.store(
              tables.builder().createSchema(false).url(tables.server.url(relay)),
              serviceKey,
              Role.READER,
              TestTables.PATIENT,
              1_000_000);
      stores.add(reader);
      reader.stamp(soon());
      long before = relay.bytes();

      ReadAnswer answer = reader.read(Optional.empty(), soon());

      assertThat(relay.bytes() - before).isLessThan(100_000);
      assertThat(answer).isInstanceOf(TooLong.class);
      TooLong tooLong = (TooLong) answer;
      assertThat(tooLong.stamp()).isEqualTo(entry.stamp());
      assertThat(tooLong.bytes()).isEqualTo(entry.payload().length);
      assertThat(tooLong.start()).isEqualTo(Arrays.copyOf(entry.payload(), TooLong.START_BYTES));
      assertThat(reader.read(Optional.of(entry.stamp()), soon())).isInstanceOf(Unchanged.class);
    }
  }
}
