package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.Role;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.LeaseAnswer;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.kitsupport.TakesTurns;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that are stopped, die and come back. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#processes")
class JdbcFaultTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration SLACK = Duration.ofMillis(1500);
  private static final int ATTEMPTS = 4;

  /** One that waits for the database's one server of this kind needs no thread to do so. */
  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  @Retention(RetentionPolicy.RUNTIME)
  private @interface TestInTurn {}

  @Order(1)
  @RegisterExtension
  final BreakableServer server;

  @Order(2)
  @RegisterExtension
  final TakesTurns turns = new TakesTurns();

  private final String serviceKey = "key-" + UUID.randomUUID();
  private final List<JdbcStore> stores = new ArrayList<>();
  private TestTables tables;
  private String url;

  JdbcFaultTest(TestDatabase database) {
    server = BreakableServer.forEachTest(database);
  }

  @BeforeEach
  final void findTables() {
    tables = server.database().tables();
    url = tables.server.url();
  }

  @AfterEach
  final void closeStores() {
    stores.forEach(JdbcStore::close);
    assertNoThreadIsLeft();
  }

  private void assertNoThreadIsLeft() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains(serviceKey)));
  }

  private JdbcStore store() {
    JdbcStore store =
        TestTables.store(tables.builder().url(url), serviceKey, Role.WORKER, DEADLINE);
    stores.add(store);
    return store;
  }

  private static Deadline inTime() {
    return Deadline.after(DEADLINE);
  }

  private static LeaseAnswer ask(JdbcStore store, Deadline deadline) throws SQLException {
    return store.acquireOrRenew(new LeaseRequest("a", LONG, LONG, 0), deadline);
  }

  /** A busy machine may not even connect before the deadlines of this test. */
  private static <T> T awaitAnswer(Callable<T> call) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(call, answer -> true);
  }

  private static Held lead(JdbcStore store) {
    return (Held) awaitAnswer(() -> ask(store, soon()));
  }

  private static ReadAnswer read(JdbcStore store, Optional<Entry> known) {
    return awaitAnswer(() -> store.read(known.map(Entry::stamp), soon()));
  }

  private static Entry published(JdbcStore store, Held held) {
    Entry entry = entry(held.epoch(), 1, 1000);
    assertThat(awaitAnswer(() -> store.publish("a", entry, LONG, soon()))).isTrue();
    return entry;
  }

  private interface Call {
    void run() throws Exception;
  }

  private static Duration timeOf(Call call) throws Exception {
    long begin = System.nanoTime();
    call.run();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Judges again what took longer, since a busy machine or one that stood still may do that. */
  private static void assertEndsWithin(Duration limit, Callable<Duration> timed) throws Exception {
    List<Duration> times = new ArrayList<>();
    while (times.size() < ATTEMPTS) {
      Duration took = timed.call();
      if (took.compareTo(limit) < 0) {
        return;
      }
      times.add(took);
    }
    fail("It was to end within " + limit + ", but took " + times);
  }

  private static void assertFailsInTime(Call call) throws Exception {
    assertEndsWithin(
        DEADLINE.plus(SLACK),
        () -> timeOf(() -> assertThatThrownBy(call::run).isInstanceOf(SQLException.class)));
  }

  @TestInTurn
  void stoppedServerIsWaitedForUntilTheDeadlineOnly() throws Exception {
    ThreadGroup group = new ThreadGroup(serviceKey);
    inGroup(
        group,
        () -> {
          JdbcStore store = store();
          Held held = lead(store);
          published(store, held);
          int threads = group.activeCount();
          server.pause();
          assertFailsInTime(() -> ask(store, inTime()));
          for (int i = 0; i < 2; i++) {
            assertFailsInTime(() -> store.read(Optional.empty(), inTime()));
            assertFailsInTime(() -> store.publish("a", entry(held.epoch(), 2, 10), LONG, inTime()));
          }
          assertThat(group.activeCount()).isLessThan(threads + 6);
          server.resume();

          assertThat(lead(store).epoch()).isEqualTo(held.epoch());
          assertThat(read(store, Optional.empty())).isInstanceOf(Found.class);
        });
  }

  /** What the call makes threads for is counted in the group alone. */
  private static void inGroup(ThreadGroup group, Call body) throws Exception {
    FutureTask<ThreadGroup> task =
        new FutureTask<>(
            () -> {
              body.run();
              return group;
            });
    new Thread(group, task, "calls").start();
    task.get();
  }

  @TestInTurn
  void idleConnectionToAStoppedServerIsNotWaitedForEither() throws Exception {
    JdbcStore store = store();
    lead(store);
    // The pool checks connections that have been idle for half a second.
    TimeUnit.MILLISECONDS.sleep(700);
    server.pause();
    assertFailsInTime(() -> ask(store, inTime()));
    server.resume();

    lead(store);
  }

  @TestInTurn
  void killedServerIsFoundAgainWithWhatItHad() throws Exception {
    JdbcStore store = store();
    Held held = lead(store);
    Entry entry = published(store, held);
    server.kill();
    assertFailsInTime(() -> ask(store, inTime()));
    server.restart();

    Held after = lead(store);
    if (server.keepsWhatItConfirmed()) {
      assertThat(after).isEqualTo(new Held(held.epoch(), Optional.of(entry.stamp())));
      assertThat(read(store, Optional.of(entry))).isInstanceOf(Unchanged.class);
    }
  }

  @TestInTurn
  void serverThatIsDownAtTheStartIsFoundWhenItComes() throws Exception {
    server.kill();
    JdbcStore store = store();
    assertFailsInTime(() -> ask(store, inTime()));
    server.restart();

    lead(store);
  }

  @TestInTurn
  void providerWhoseServerIsDownAtTheStartUsesItOnceItIsUp() throws Exception {
    server.kill();
    FlagCacheProvider worker = tables.builder().url(url).serviceKey(serviceKey).build();
    assertThatThrownBy(() -> answer(worker.shouldFetchFlagDefinitions()))
        .isInstanceOf(ExecutionException.class);
    server.restart();

    FlagDefinitionCacheData data =
        FlagDefinitionCacheData.of(Map.of("flags", List.of(Map.of("key", "a-flag"))));
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(
            () -> {
              if (answer(worker.shouldFetchFlagDefinitions())) {
                answer(worker.onFlagDefinitionsReceived(data));
              }
              return answer(worker.getFlagDefinitions()).filter(data::equals).isPresent();
            });
    answer(worker.shutdown());
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  @TestInTurn
  void closeDoesNotHangWithTheServer() throws Exception {
    assertEndsWithin(
        Duration.ofSeconds(3),
        () -> {
          JdbcStore store = store();
          lead(store);
          server.pause();
          Duration took = timeOf(store::close);
          server.resume();
          return took;
        });
  }
}
