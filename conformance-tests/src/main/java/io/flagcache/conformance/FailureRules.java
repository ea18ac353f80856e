package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Callers;
import io.flagcache.conformance.rule.Disturbance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How calls fail and end: rules F3, F4 and F6. */
abstract class FailureRules extends OutageRules {

  private static final int LEAK_ROUNDS = 8;

  FailureRules() {}

  @Test
  @Rule("F3")
  @DisplayName("F3 null instead of a document fails the stage")
  final void f3NullFailsTheStage() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    verdict()
        .that(
            leader.tryReceiveNull().failed(),
            "onFlagDefinitionsReceived(null) did not fail its stage");
    fleet().demandReads(fleet().worker(), named("v1"), "after the leader had received null");
    verdict().that(leader.asks(), "the leader was told not to fetch after it had received null");
  }

  @Test
  @Rule(value = "F3", needs = Capability.BACKEND_OUTAGE, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F3 what fails during an outage fails in the stage")
  final void f3OutagesFailInTheStage() {
    Worker leader = fleet().leader(fleet().impatient(), named("v1"));
    Worker fresh = fleet().worker(fleet().impatient());
    fleet().cutBackend();
    // What these calls throw, or return instead of a stage, breaks the rule.
    for (Worker worker : List.of(leader, fresh)) {
      worker.tryAsk();
      worker.tryGet();
      worker.tryReceive(named("v2"));
      worker.tryShutdown();
    }
    verdict()
        .that(
            fleet().worker(fleet().impatient()).tryReceive(named("v3")).failed(),
            "a document that could not be stored was received without a failure");
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 after a shutdown a worker neither fetches nor reads nor writes")
  final void f4AfterAShutdownNothingHappens() {
    Worker gone = fleet().leader(fleet().lasting());
    gone.shutsDown();
    verdict().that(!gone.asks(), "a worker that was shut down was told to fetch");
    gone.receives(named("late"));
    WorkerSettings.Builder settings = fleet().lasting().transferDeadline(timing().deadline(2000));
    verdict()
        .that(
            fleet().worker(settings).gets().isEmpty(),
            "a document was stored that a worker received after its shutdown");
    fleet().leader(fleet().lasting(), named("v1"));
    gone.receives(named("late again"));
    verdict().that(gone.gets().isEmpty(), "a worker that was shut down read a document");
    fleet()
        .demandReads(
            fleet().worker(), named("v1"), "after a worker had received it after its shutdown");
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 a shutdown may be repeated, also by several threads at once")
  final void f4AShutdownMayBeRepeated() {
    Worker gone = fleet().leader(fleet().lasting(), named("v1"));
    Worker other = fleet().follower(fleet().lasting());
    Callers.together(
        verdict(),
        timing().millis(10_000),
        4,
        number -> {
          gone.shutsDown();
          return number;
        });
    gone.shutsDown();
    verdict().that(other.asks(), other + " was told not to fetch after the leader's shutdowns");
    fleet().worker().shutsDown();
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 calls that are in flight at the shutdown complete, and so does the shutdown")
  final void f4CallsInFlightComplete() {
    WorkerSettings.Builder settings = fleet().lasting().transferDeadline(timing().deadline(4000));
    Worker leader = fleet().leader(settings);
    Worker leaving = fleet().follower(settings);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(Callers.start(leaving::tryAsk));
      calls.add(Callers.start(leaving::tryGet));
      calls.add(Callers.start(() -> leaving.tryReceive(named("a follower's"))));
    }
    leaving.shutsDown();
    calls.forEach(call -> Callers.result(verdict(), call, timing().millis(10_000)));
    leader.receives(named("v1"));
    fleet().demandReads(fleet().worker(), named("v1"), "after another worker's shutdown");
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 a shutdown does not wait for a read that waits for the first document")
  final void f4AShutdownDoesNotWaitForAWaitingRead() {
    fleet().leader(fleet().lasting());
    Worker leaving = fleet().follower(fleet().lasting());
    Worker staying = fleet().follower(fleet().lasting());
    Future<Outcome<Optional<FlagDefinitionCacheData>>> other = Callers.start(staying::tryGet);
    long start = System.nanoTime();
    Future<Outcome<Optional<FlagDefinitionCacheData>>> read = Callers.start(leaving::tryGet);
    Await.until(timing().poll(), timing().poll(), read::isDone);
    leaving.shutsDown();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (took.compareTo(timing().deadline(8000).dividedBy(8)) > 0) {
      Duration wait = Callers.result(verdict(), other, timing().millis(12_000)).took();
      verdict()
          .inTime(
              took.multipliedBy(4).compareTo(wait.multipliedBy(3)) < 0,
              "a shutdown took as long as a read that waits for the first document");
    }
    Callers.result(verdict(), read, timing().millis(12_000));
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 workers that share a client go on after the shutdown of one")
  final void f4OthersGoOn() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    fleet().follower(fleet().lasting()).shutsDown();
    verdict().that(leader.asks(), "the leader was told not to fetch after another's shutdown");
    leader.receives(named("v2"));
    fleet().demandReads(follower, named("v2"), "after another worker's shutdown");
    leader.shutsDown();
    verdict().that(follower.asks(), follower + " was told not to fetch after a shutdown");
    follower.receives(named("v3"));
    fleet().demandReads(fleet().worker(), named("v3"), "after another worker's shutdown");
  }

  @Test
  @Rule("F6")
  @DisplayName("F6 an interrupted caller and a cancelled stage do no harm")
  final void f6InterruptsAndCancellationsDoNoHarm() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    disturb(leader);
    disturb(follower);
    verdict().that(leader.asks(), "the leader was told not to fetch after cancelled calls");
    fleet().awaitReads(follower, named("v1"), "after cancelled calls");
    leader.receives(named("v2"));
    fleet().awaitReads(follower, named("v2"), "after cancelled calls");
  }

  @Test
  @Rule(value = "F6", disturbs = Disturbance.THREADS)
  @Tag("threads")
  @DisplayName("F6 no thread is left behind")
  final void f6NoThreadIsLeftBehind() {
    fleet().leader(fleet().lasting(), named("v1"));
    comeAndGo();
    Set<Thread> before = threads();
    comeAndGoOften();
    Set<Thread> added = threads();
    added.removeAll(before);
    demandGone("threads", () -> added.stream().filter(Thread::isAlive).count());
  }

  @Test
  @Rule(value = "F6", needs = Capability.CONNECTION_COUNT, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F6 no connection is left behind")
  final void f6NoConnectionIsLeftBehind() {
    fleet().leader(fleet().lasting(), named("v1"));
    comeAndGo();
    long before = connections();
    comeAndGoOften();
    demandGone("connections", () -> connections() - before);
  }

  private void comeAndGoOften() {
    for (int i = 0; i < LEAK_ROUNDS; i++) {
      comeAndGo();
    }
  }

  /** Lets a worker start, be disturbed and shut down. */
  private void comeAndGo() {
    Worker worker = fleet().follower(fleet().lasting());
    fleet().demandReads(worker, named("v1"), "as one of many workers");
    disturb(worker);
    worker.shutsDown();
  }

  /** Cancels stages in flight, and calls on an interrupted thread. */
  private void disturb(Worker worker) {
    Callers.together(
        verdict(),
        timing().millis(10_000),
        1,
        number -> {
          for (int i = 0; i < 10; i++) {
            cancel(worker.provider().shouldFetchFlagDefinitions());
            cancel(worker.provider().getFlagDefinitions());
          }
          Thread.currentThread().interrupt();
          worker.provider().shouldFetchFlagDefinitions();
          worker.provider().getFlagDefinitions();
          return Thread.interrupted();
        });
  }

  private static void cancel(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (UnsupportedOperationException e) {
      // Such a stage cannot be cancelled by the SDK either.
    }
  }

  /** Awaits that fewer are left than one for each worker that came and went. */
  private void demandGone(String what, LongSupplier left) {
    Duration limit = timing().millis(20_000);
    verdict()
        .that(
            Await.until(limit, timing().poll(), () -> left.getAsLong() < LEAK_ROUNDS),
            LEAK_ROUNDS
                + " workers came and went, and "
                + limit
                + " later "
                + left.getAsLong()
                + " "
                + what
                + " more than before were there");
  }

  private static Set<Thread> threads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> thread.getName().equals(Callers.THREAD_NAME) || runsTests(thread));
    return threads;
  }

  private static boolean runsTests(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && Thread.currentThread() instanceof ForkJoinWorkerThread own
        && worker.getPool() == own.getPool();
  }

  private long connections() {
    return fleet().from("count connections", fleet().fixture()::openConnections);
  }
}
