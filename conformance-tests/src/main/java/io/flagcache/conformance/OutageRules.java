package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Concurrently;
import io.flagcache.conformance.rule.Disturbance;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What workers do while the backend hangs or is out of reach: F1 to F3. */
abstract class OutageRules extends ProviderRuleGroup {

  OutageRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule(value = "F1", needs = Capability.BACKEND_HANG, disturbs = Disturbance.SERVER)
  @DisplayName("F1 every stage completes within its deadline while the backend hangs")
  final void f1EveryStageCompletesWhileTheBackendHangs() {
    Duration decision = timing().deadline(1200);
    Duration transfer = timing().deadline(2000);
    WorkerSettings.Builder settings =
        fleet().lasting().decisionDeadline(decision).transferDeadline(transfer);
    Worker leader = fleet().leader(settings, named("v1"));
    Worker follower = fleet().follower(settings);
    Worker leaving = fleet().follower(settings);
    Worker unconnected = fleet().worker(settings);
    Worker leavingLeader =
        fleet()
            .leader(
                fleet()
                    .lasting(Fleet.newServiceKey())
                    .decisionDeadline(decision)
                    .transferDeadline(transfer),
                named("v1"));
    fleet().demandReads(follower, named("v1"), "before the backend hung");
    fleet().hangBackend();
    List<Runnable> calls =
        List.of(
            () -> {
              demandInTime("the leader's question", decision, leader.tryAsk());
              demandInTime("a publish", transfer, leader.tryReceive(named("v2")));
            },
            () -> {
              demandInTime("a follower's question", decision, follower.tryAsk());
              demandInTime("a follower's read", transfer, follower.tryGet());
            },
            () -> {
              demandInTime("a first question", decision, unconnected.tryAsk());
              demandInTime("a follower's report", transfer, unconnected.tryReceive(named("v2")));
            },
            () -> demandInTime("a leader's shutdown", decision, leavingLeader.tryShutdown()),
            () -> demandInTime("a shutdown", decision, leaving.tryShutdown()));
    Concurrently.call(
        verdict(),
        timing().millis(20_000),
        calls.size(),
        number -> {
          calls.get(number).run();
          return number;
        });
    fleet().continueBackend();
    fleet().awaitRecovery(leader);
    fleet().awaitRecovery(follower);
    fleet().awaitRecovery(unconnected);
    leader.receives(named("v3"));
    fleet().awaitReads(follower, named("v3"), "when the backend had gone on");
  }

  private void demandInTime(String what, Duration deadline, Outcome<?> outcome) {
    verdict()
        .inTime(
            outcome.blocked().compareTo(deadline.dividedBy(4)) < 0,
            what + " blocked its caller for " + outcome.blocked() + " while the backend hung");
    verdict()
        .inTime(
            outcome.took().compareTo(deadline.plus(timing().slack().dividedBy(3))) < 0,
            what + " took " + outcome.took() + ", but its deadline is " + deadline);
  }

  @Test
  @Rule(value = "F2", needs = Capability.BACKEND_OUTAGE, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F2 workers may fetch while the backend is out of reach, and then go on")
  final void f2WorkersFetchDuringAnOutage() {
    Worker leader = fleet().leader(fleet().impatient(), named("v1"));
    Worker follower = fleet().follower(fleet().impatient());
    Worker fresh = fleet().worker(fleet().impatient());
    fleet().cutBackend();
    for (int i = 0; i < 2; i++) {
      List.of(leader, follower, fresh).forEach(this::demandFetches);
    }
    fleet().restoreBackend();
    List.of(leader, follower, fresh).forEach(fleet()::awaitRecovery);
    fleet().lead(leader);
    verdict().that(!follower.asks(), follower + " was elected after the outage was over");
    leader.receives(named("v2"));
    fleet().awaitReads(follower, named("v2"), "after the outage was over");
    fleet().awaitReads(fresh, named("v2"), "after the outage was over");
  }

  @Test
  @Rule(
      value = "F2",
      needs = {Capability.BACKEND_OUTAGE, Capability.HOLD_POLICY},
      disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F2 under HOLD workers keep what they know, for a bounded time")
  final void f2WorkersHoldForABoundedTime() {
    Duration limit = timing().millis(6000);
    WorkerSettings.Builder settings =
        fleet().impatient().outagePolicy(OutagePolicy.HOLD).holdLimit(limit);
    Worker leader = fleet().leader(settings, named("v1"));
    Worker follower = fleet().follower(settings);
    Worker ignorant = fleet().worker(settings);
    leader.receives(named("v2"));
    long lastRead = timing().nanoTime();
    fleet().demandReads(follower, named("v2"), "before the outage");
    // Under HOLD a leader whose question takes too long is answered by false, too.
    verdict().inTime(leader.asks(), "the leader was not elected before the outage");
    fleet().cutBackend();
    for (Worker worker : List.of(leader, follower)) {
      demandHolds(worker, lastRead, limit);
    }
    long failed = timing().nanoTime();
    demandFetches(ignorant);
    AtomicBoolean ranOutOfTime = new AtomicBoolean();
    Await.Turn turn = awaitFetches(follower, limit, ranOutOfTime);
    // Any question of a busy machine may do that, whatever the worker holds.
    verdict()
        .machineKeptUp(
            !ranOutOfTime.get() || turn.firstAfter() - lastRead >= limit.toNanos(),
            "have a question answered in an outage");
    fleet().demandLasted("what a worker holds", limit, lastRead, turn);
    fleet().demandOver("what a worker holds", limit.plus(limit.dividedBy(4)), failed, turn);
    awaitFetches(leader, limit, ranOutOfTime);
    fleet().restoreBackend();
    fleet().awaitRecovery(follower);
    fleet().awaitReads(follower, named("v2"), "after the outage was over");
  }

  private void demandHolds(Worker worker, long lastRead, Duration limit) {
    Outcome<Boolean> answer = worker.tryAsk();
    boolean held = Boolean.FALSE.equals(answer.value());
    Outcome<Optional<FlagDefinitionCacheData>> read = worker.tryGet();
    verdict()
        .machineKeptUp(
            timing().nanoTime() - lastRead < limit.toNanos(),
            "ask and read within the hold limit of " + limit);
    verdict().that(held, worker + " was to fetch at the begin of an outage, under the policy HOLD");
    verdict().that(!read.failed(), worker + "'s read failed under HOLD: " + read.failure());
    fleet()
        .demandSame(
            worker,
            Objects.requireNonNull(read.value()),
            named("v2"),
            "during an outage, under HOLD");
  }

  private Await.Turn awaitFetches(Worker worker, Duration limit, AtomicBoolean ranOutOfTime) {
    Duration wait = limit.plus(timing().slack());
    return timing()
        .turn(
            wait,
            timing().poll(),
            () -> {
              Outcome<Boolean> answer = worker.tryAsk();
              ranOutOfTime.set(answer.ranOutOfTime());
              return fetches(answer);
            })
        .orElseThrow(
            () ->
                verdict()
                    .late(
                        worker
                            + " was still answered by false "
                            + wait
                            + " into an outage, though the hold limit is "
                            + limit));
  }

  private void demandFetches(Worker worker) {
    verdict()
        .that(
            fetches(worker.tryAsk()),
            worker + " was answered by false though the backend is out of reach");
  }

  private static boolean fetches(Outcome<Boolean> answer) {
    return answer.failed() || Boolean.TRUE.equals(answer.value());
  }

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
    verdict().that(leader.asks(), "the leader was not elected after it had received null");
  }

  @Test
  @Rule(value = "F3", needs = Capability.BACKEND_OUTAGE, disturbs = Disturbance.CONNECTIONS)
  @DisplayName("F3 what fails during an outage fails in the stage")
  final void f3OutagesFailInTheStage() {
    Worker leader = fleet().leader(fleet().impatient(), named("v1"));
    Worker follower = fleet().follower(fleet().impatient());
    Worker fresh = fleet().worker(fleet().impatient());
    fleet().demandReads(follower, named("v1"), "before the outage");
    fleet().cutBackend();
    // What these calls throw, or return instead of a stage, breaks the rule.
    for (Worker worker : List.of(leader, follower, fresh)) {
      worker.tryAsk();
      demandFailsOrKnows(worker, worker.tryGet());
    }
    demandFails(leader.tryReceive(named("v2")));
    demandFails(fleet().worker(fleet().impatient()).tryReceive(named("v3")));
    List.of(leader, follower, fresh).forEach(Worker::tryShutdown);
  }

  private void demandFailsOrKnows(
      Worker worker, Outcome<Optional<FlagDefinitionCacheData>> outcome) {
    Optional<FlagDefinitionCacheData> read = outcome.value();
    verdict()
        .that(
            outcome.failed() || (read != null && read.isPresent()),
            worker
                + " could not read, and its stage completed with "
                + read
                + " instead of failing");
  }

  private void demandFails(Outcome<Void> outcome) {
    verdict()
        .that(
            outcome.failed(), "a document that could not be stored was received without a failure");
  }
}
