package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.internal.StartedThreads;
import io.flagcache.conformance.rule.Disturbance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How workers end, and what becomes of work that is cut short: F4 to F6. */
abstract class InterruptionRules extends ProviderRuleGroup {

  private static final int LEAK_ROUNDS = 8;

  InterruptionRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 after a shutdown a worker neither fetches nor reads nor writes")
  final void f4AfterAShutdownNothingHappens() {
    Worker gone = fleet().leader(fleet().lasting());
    gone.shutsDown();
    verdict().that(!gone.asks(), "a worker that was shut down was elected");
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
    Concurrently.call(
        verdict(),
        timing().millis(10_000),
        4,
        number -> {
          gone.shutsDown();
          return number;
        });
    gone.shutsDown();
    verdict().that(other.asks(), other + " was not elected after the leader's shutdowns");
    fleet().worker().shutsDown();
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 calls that are in flight at the shutdown complete, and so does the shutdown")
  final void f4CallsInFlightComplete() {
    WorkerSettings.Builder settings = fleet().lasting().transferDeadline(timing().deadline(4000));
    Worker leader = fleet().leader(settings);
    shutDownDuringCalls(fleet().follower(settings));
    leader.receives(named("v1"));
    fleet().demandReads(fleet().worker(), named("v1"), "after another worker's shutdown");
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 calls that are in flight at a leader's shutdown do not bring its lease back")
  final void f4CallsInFlightDoNotBringTheLeaseBack() {
    Worker leader = fleet().leader(fleet().lasting(), named("in flight"));
    Worker other = fleet().follower(fleet().lasting());
    shutDownDuringCalls(leader);
    verdict()
        .that(
            other.asks(),
            "a leader was shut down while its calls were in flight, and then "
                + other
                + " was not elected");
    fleet()
        .demandReads(fleet().worker(), named("in flight"), "after the shutdown during other calls");
  }

  private void shutDownDuringCalls(Worker leaving) {
    Future<List<Worker.Pending<?>>> begun = Concurrently.start(() -> severalCallsOf(leaving));
    List<Worker.Pending<?>> calls =
        Concurrently.resultOf(verdict(), begun, timing().millis(10_000));
    leaving.shutsDown();
    for (Worker.Pending<?> call : calls) {
      leaving.demandSuccess(call.outcome(), "that was in flight at its shutdown");
    }
  }

  private static List<Worker.Pending<?>> severalCallsOf(Worker worker) {
    List<Worker.Pending<?>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(worker.beginsToAsk());
      calls.add(worker.beginsToGet());
      calls.add(worker.beginsToReceive(named("in flight")));
    }
    return calls;
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 a shutdown does not wait for a read that waits for the first document")
  final void f4AShutdownDoesNotWaitForAWaitingRead() {
    fleet().leader(fleet().lasting());
    Worker leaving = fleet().follower(fleet().lasting());
    Worker staying = fleet().follower(fleet().lasting());
    Future<Outcome<Optional<FlagDefinitionCacheData>>> other = Concurrently.start(staying::tryGet);
    long start = System.nanoTime();
    Future<Outcome<Optional<FlagDefinitionCacheData>>> read = Concurrently.start(leaving::tryGet);
    Await.until(timing().poll(), timing().poll(), read::isDone);
    leaving.shutsDown();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (took.compareTo(timing().deadline(8000).dividedBy(8)) > 0) {
      Duration wait = Concurrently.resultOf(verdict(), other, timing().millis(12_000)).took();
      verdict()
          .inTime(
              took.multipliedBy(4).compareTo(wait.multipliedBy(3)) < 0,
              "a shutdown took as long as a read that waits for the first document");
    }
    Concurrently.resultOf(verdict(), read, timing().millis(12_000));
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 workers that share a client go on after the shutdown of one")
  final void f4OthersGoOn() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    fleet().follower(fleet().lasting()).shutsDown();
    verdict().that(leader.asks(), "the leader was not elected after another's shutdown");
    leader.receives(named("v2"));
    fleet().demandReads(follower, named("v2"), "after another worker's shutdown");
    leader.shutsDown();
    verdict().that(follower.asks(), follower + " was not elected after a shutdown");
    follower.receives(named("v3"));
    fleet().demandReads(fleet().worker(), named("v3"), "after another worker's shutdown");
  }

  @Test
  @Rule(value = "F5", needs = Capability.LOST_REPLY, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F5 a document whose reply was lost counts as stored")
  final void f5ALostReplyToAPublish() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    fleet().run("lose a reply", fleet().fixture()::loseNextReply);
    leader.receives(named("v2"));
    fleet().demandReads(fleet().worker(), named("v2"), "when the reply to a publish was lost");
    leader.receives(named("v3"));
    fleet().demandReads(fleet().worker(), named("v3"), "when the next document was published");
  }

  @Test
  @Rule(value = "F5", needs = Capability.LOST_REPLY, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F5 a lease whose reply was lost is the worker's own")
  final void f5ALostReplyToALeaseRequest() {
    Worker worker = fleet().worker();
    fleet().run("lose a reply", fleet().fixture()::loseNextReply);
    worker.tryAsk();
    Outcome<Boolean> second = worker.tryAsk();
    // A question that a busy machine cut short has left the loss to the next one.
    verdict()
        .inTime(
            !second.failed(),
            worker + " failed twice, though one reply was lost: " + second.failure());
    verdict()
        .that(
            Boolean.TRUE.equals(second.value()),
            "a worker that had been given the lease, but not heard so, was not elected");
    worker.receives(named("v1"));
    Worker other = fleet().follower(fleet().lasting());
    fleet().demandReads(other, named("v1"), "from a leader that had to ask twice");
    fleet().run("lose a reply", fleet().fixture()::loseNextReply);
    worker.tryAsk();
    worker.receives(named("v2"));
    fleet().demandReads(other, named("v2"), "from a leader whose renewal was not answered");
    worker.shutsDown();
    demandLeads(other, "after the shutdown of a leader whose renewal had not been answered");
  }

  @Test
  @Rule(value = "F5", needs = Capability.LOST_REPLY, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F5 a leader hands over though a reply is lost at its shutdown")
  final void f5ALostReplyToAShutdown() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker other = fleet().follower(fleet().lasting());
    fleet().run("lose a reply", fleet().fixture()::loseNextReply);
    Outcome<Void> shutdown = leader.tryShutdown();
    verdict()
        .inTime(
            !shutdown.ranOutOfTime(),
            leader + " ran out of time when it was shut down and one reply was lost");
    demandLeads(other, "after a leader's shutdown at which a reply was lost");
  }

  private void demandLeads(Worker other, String circumstances) {
    verdict().that(fleet().tryLead(other).isPresent(), other + " was not elected " + circumstances);
  }

  @Test
  @Rule("F6")
  @DisplayName("F6 calls beside cancelled ones, and after them, go on")
  final void f6CancellationsAndInterruptsDoNoHarm() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    disturb(leader, true);
    disturb(follower, false);
    verdict().that(leader.asks(), "the leader was not elected after cancelled calls");
    fleet().awaitReads(follower, named("v1"), "after cancelled calls");
    leader.receives(named("v2"));
    fleet().awaitReads(follower, named("v2"), "after cancelled calls");
  }

  @Test
  @Rule("F6")
  @DisplayName("F6 a read that waits for the first document outlives a cancelled one beside it")
  final void f6AWaitingReadOutlivesACancelledOne() {
    Worker leader = fleet().leader(fleet().lasting());
    Worker follower = fleet().follower(fleet().lasting());
    Worker.Pending<Optional<FlagDefinitionCacheData>> cancelled = follower.beginsToGet();
    Worker.Pending<Optional<FlagDefinitionCacheData>> waiting = follower.beginsToGet();
    cancelled.cancel();
    leader.receives(named("v1"));
    Optional<FlagDefinitionCacheData> read = waiting.value();
    if (read.isPresent()) {
      fleet().demandSame(follower, read, named("v1"), "beside a cancelled read");
    }
    fleet().awaitReads(follower, named("v1"), "after a cancelled read");
  }

  @Test
  @Rule(value = "F6", disturbs = Disturbance.THREADS)
  @Tag("threads")
  @DisplayName("F6 no thread is left behind")
  final void f6NoThreadIsLeftBehind() {
    Worker last = comeAndGo(fleet().leader(fleet().lasting(), named("v1")));
    StartedThreads threads = startedThreads();
    threads.by(() -> comeAndGoOften(last).shutsDown());
    demandGone(() -> "threads, " + threads, threads::count);
  }

  @Test
  @Rule(value = "F6", needs = Capability.CONNECTION_COUNT, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F6 no connection is left behind")
  final void f6NoConnectionIsLeftBehind() {
    Worker last = comeAndGo(fleet().leader(fleet().lasting(), named("v1")));
    long before = connections();
    comeAndGoOften(last);
    demandGone(() -> "connections", () -> connections() - before);
  }

  /** Returns the one that is left. */
  private Worker comeAndGoOften(Worker first) {
    Worker last = first;
    for (int i = 0; i < LEAK_ROUNDS; i++) {
      last = comeAndGo(last);
    }
    return last;
  }

  /**
   * Lets a worker follow, be disturbed, and lead when the one before is shut down. One who is not
   * elected then comes and goes as well.
   */
  private Worker comeAndGo(Worker before) {
    Worker worker = fleet().follower(fleet().lasting());
    fleet().demandReads(worker, named("v1"), "as one of many workers");
    disturb(worker, false);
    before.shutsDown();
    if (fleet().tryLead(worker).isPresent()) {
      worker.receives(named("v1"));
    }
    return worker;
  }

  @Test
  @Rule(value = "F6", disturbs = Disturbance.THREADS)
  @Tag("threads")
  @DisplayName("F6 a worker that goes on polling gains no thread")
  final void f6PollingGainsNoThread() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    pollOften(leader, follower, "warm-up");
    StartedThreads threads = startedThreads();
    threads.by(() -> pollOften(leader, follower, "poll"));
    demandNoneGained(() -> "threads, " + threads, threads::count);
  }

  @Test
  @Rule(value = "F6", needs = Capability.CONNECTION_COUNT, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F6 a worker that goes on polling gains no connection")
  final void f6PollingGainsNoConnection() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker follower = fleet().follower(fleet().lasting());
    pollOften(leader, follower, "warm-up");
    long before = connections();
    pollOften(leader, follower, "poll");
    demandNoneGained(() -> "connections", () -> connections() - before);
  }

  /** Lets documents change, and each worker cancel a call now and then. */
  private void pollOften(Worker leader, Worker follower, String name) {
    for (int i = 0; i < LEAK_ROUNDS; i++) {
      FlagDefinitionCacheData next = named(name + i);
      leader.asks();
      leader.receives(next);
      fleet().demandReads(follower, next, "as one of many documents");
      leader.beginsToAsk().cancel();
      follower.beginsToGet().cancel();
    }
  }

  private void demandNoneGained(Supplier<String> what, LongSupplier gained) {
    demandFew(gained, () -> "two workers that went on polling have gained " + what.get());
  }

  /** Cancels stages in flight, and calls on an interrupted thread; calls beside them go on. */
  private void disturb(Worker worker, boolean leads) {
    Concurrently.call(
        verdict(),
        timing().millis(10_000),
        1,
        number -> {
          for (int i = 0; i < 10; i++) {
            cancelBesideOthers(worker, leads);
          }
          Thread.currentThread().interrupt();
          Worker.Pending<Boolean> asked = worker.beginsToAsk();
          Worker.Pending<?> read = worker.beginsToGet();
          boolean interrupted = Thread.interrupted();
          // Whether these fail is the provider's affair.
          asked.outcome();
          read.outcome();
          return interrupted;
        });
  }

  private void cancelBesideOthers(Worker worker, boolean leads) {
    Worker.Pending<?> askedInVain = worker.beginsToAsk();
    Worker.Pending<Boolean> asked = worker.beginsToAsk();
    Worker.Pending<?> readInVain = worker.beginsToGet();
    Worker.Pending<Optional<FlagDefinitionCacheData>> read = worker.beginsToGet();
    askedInVain.cancel();
    readInVain.cancel();
    verdict()
        .that(
            asked.value() == leads,
            worker
                + (leads ? " was not elected" : " was elected")
                + " beside a cancelled question");
    fleet().demandSame(worker, read.value(), named("v1"), "beside a cancelled read");
  }

  private void demandGone(Supplier<String> what, LongSupplier left) {
    demandFew(left, () -> LEAK_ROUNDS + " workers came and went, and have left " + what.get());
  }

  /** Awaits that fewer are left than one for each round. */
  private void demandFew(LongSupplier left, Supplier<String> complaint) {
    Duration limit = timing().millis(20_000);
    verdict()
        .that(
            Await.until(limit, timing().poll(), () -> left.getAsLong() < LEAK_ROUNDS),
            complaint.get()
                + ": "
                + limit
                + " later "
                + left.getAsLong()
                + " more than before were there");
  }

  private long connections() {
    return fleet().from("count connections", fleet().fixture()::openConnections);
  }
}
