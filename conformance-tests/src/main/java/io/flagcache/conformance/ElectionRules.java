package io.flagcache.conformance;

import static io.flagcache.conformance.Documents.named;

import io.flagcache.conformance.internal.Await;
import io.flagcache.conformance.internal.Concurrently;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who is elected to fetch: E1 to E9. */
abstract class ElectionRules extends ProviderRuleGroup {

  private static final int FEW = 4;

  ElectionRules(FlagDefinitionCacheProviderConformance conformance) {
    super(conformance);
  }

  @Test
  @Rule("E1")
  @DisplayName("E1 of many that ask at once, one leads")
  final void e1OfManyThatAskAtOnceOneLeads() {
    for (int round = 0; round < 3; round++) {
      String key = fleet().serviceKey() + "-" + round;
      List<Worker> workers =
          IntStream.range(0, 8).mapToObj(i -> fleet().worker(fleet().lasting(key))).toList();
      long leaders = leadersOf(workers);
      verdict()
          .that(
              leaders == 1,
              leaders + " of 8 workers that asked at the same moment were elected, not one");
      workers.forEach(Worker::shutsDown);
    }
  }

  @Test
  @Rule(value = "E1", needs = Capability.RACE_HOOK)
  @DisplayName("E1 of two that ask, one in the middle of the other's question, one leads")
  final void e1ARivalInTheMiddleOfAQuestion() {
    Worker first = fleet().worker();
    Worker rival = fleet().worker();
    AtomicBoolean leads = new AtomicBoolean();
    boolean rivalLeads =
        fleet().race(first, "question", () -> leads.set(first.asks()), rival, rival::asks);
    verdict()
        .that(
            leads.get() != rivalLeads,
            (rivalLeads ? "both of" : "neither of")
                + " two workers were elected, one of which asked in the middle of the other's question");
  }

  @Test
  @Rule("E1")
  @DisplayName("E1 of many that ask at once when the leader has gone, one leads")
  final void e1OfManyThatAskAtOnceOneSucceeds() {
    Worker leaving = fleet().leader(fleet().lasting(), named("v1"));
    List<Worker> workers = followers(fleet().serviceKey());
    leaving.shutsDown();
    demandOneLeads(workers, "when the leader had been shut down");
    String key = Fleet.newServiceKey();
    fleet().leader(fleet().shortLived(key), named("v1"));
    List<Worker> watching = followers(key);
    timing().pass(timing().shortLease().plus(timing().poll()));
    demandOneLeads(watching, "when the leader had vanished");
  }

  private List<Worker> followers(String key) {
    return Stream.generate(() -> fleet().follower(fleet().lasting(key))).limit(6).toList();
  }

  /**
   * Has all ask at the same moment, again if none is elected, since leases are measured coarsely.
   */
  private void demandOneLeads(List<Worker> workers, String circumstances) {
    long[] leaders = {0};
    timing()
        .until(
            timing().slack(),
            timing().pause(),
            () -> {
              leaders[0] = leadersOf(workers);
              return leaders[0] > 0;
            });
    verdict().inTime(leaders[0] > 0, "nobody was elected " + circumstances);
    verdict()
        .that(
            leaders[0] == 1,
            leaders[0]
                + " of "
                + workers.size()
                + " workers that asked at the same moment "
                + circumstances
                + " were elected, not one");
  }

  private long leadersOf(List<Worker> workers) {
    return Concurrently.call(
            verdict(),
            timing().millis(10_000),
            workers.size(),
            number -> workers.get(number).asks())
        .stream()
        .filter(leads -> leads)
        .count();
  }

  @Test
  @Rule(value = "E1", needs = Capability.OTHER_PROCESS)
  @DisplayName("E1 of workers in two processes that ask at once, one leads")
  final void e1OfWorkersInTwoProcessesOneLeads() {
    // The first of each process, which are alike where owners are counted.
    Worker here = fleet().worker();
    Worker there = fleet().workerOfAnotherProcess(fleet().lasting());
    demandOneLeads(List.of(here, there), "in two processes");
  }

  @Test
  @Rule("E2")
  @DisplayName("E2 the leader that asks again is elected again, on every thread")
  final void e2TheLeaderAskedAgainLeads() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    for (int i = 0; i < 10; i++) {
      demandLeads(leader, "asked again");
    }
    Concurrently.call(
        verdict(),
        timing().millis(10_000),
        6,
        number -> {
          demandLeads(leader, "asked from another thread");
          return number;
        });
  }

  @Test
  @Rule("E2")
  @DisplayName("E2 however often the leader asked, one shutdown ends its lease")
  final void e2RenewalsDoNotPileUp() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    Worker other = fleet().follower(fleet().lasting());
    askOftenOnManyThreads(leader);
    leader.shutsDown();
    verdict()
        .that(
            other.asks(),
            "the leader asked often and was shut down once, but " + other + " was not elected");
  }

  @Test
  @Rule("E2")
  @DisplayName("E2 however often the leader asked, its lease ends one lease after the last time")
  final void e2RenewalsDoNotAddUp() {
    Worker leader = fleet().leader(fleet().shortLived(), named("v1"));
    Worker other = fleet().follower(fleet().lasting());
    askOftenOnManyThreads(leader);
    fleet().takeOverInTime(other, timing().shortLease());
  }

  @Test
  @Rule("E2")
  @DisplayName("E2 each question begins a whole lease, however much is left of the one before")
  final void e2EachQuestionBeginsAWholeLease() {
    Duration lease = timing().shortLease();
    for (int quarters : List.of(1, 3)) {
      String key = Fleet.newServiceKey();
      Worker leader = fleet().leader(fleet().shortLived(key), named("v1"));
      Worker other = fleet().follower(fleet().lasting(key));
      long begin = fleet().lead(leader);
      timing().pass(lease.multipliedBy(quarters).dividedBy(4));
      long lastAsk = timing().nanoTime();
      demandLeads(leader, "asked again");
      verdict()
          .machineKeptUp(
              timing().nanoTime() - begin < lease.toNanos(),
              "ask twice within a lease of " + lease);
      Await.Turn turn = fleet().takeOverInTime(other, lease);
      fleet()
          .demandLasted(
              "the lease that " + leader + " renewed when " + quarters + "/4 of it were over",
              lease,
              lastAsk,
              turn);
    }
  }

  @Test
  @Rule("E3")
  @DisplayName("E3 all others are not elected while the lease lives")
  final void e3OthersAreNotElected() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    List<Worker> others = List.of(fleet().worker(), fleet().worker(), fleet().worker());
    for (int i = 0; i < FEW; i++) {
      others.forEach(other -> demandFollows(other, "though the leader's lease lives"));
      demandLeads(leader, "asked again");
    }
  }

  @Test
  @Rule("E3")
  @DisplayName("E3 nobody takes over before the lease has ended")
  final void e3NobodyTakesOverEarly() {
    Duration lease = timing().shortLease().multipliedBy(3);
    Worker leader = fleet().leader(fleet().shortLived().lease(lease), named("v1"));
    // Whose own leases are shorter: it is the leader's that counts.
    demandNoEarlyTakeOver(leader, lease, fleet().follower(fleet().shortLived()));
  }

  @Test
  @Rule("E4")
  @DisplayName("E4 a leader that vanishes is replaced within its lease and one poll")
  final void e4AVanishedLeaderIsReplaced() {
    // Whose own leases are longer: it is the leader's that counts.
    Worker other = fleet().worker();
    Worker leader = fleet().leader(fleet().shortLived(), named("v1"));
    other.asks();
    fleet().lead(leader);
    fleet().takeOverInTime(other, timing().shortLease(), other::gets);
    demandLeads(other, "after it had taken over");
  }

  @Test
  @Rule("E5")
  @DisplayName("E5 after an orderly shutdown the next worker to ask leads")
  final void e5AfterAShutdownTheNextLeads() {
    Worker first = fleet().leader(fleet().lasting(), named("v1"));
    Worker second = fleet().follower(fleet().lasting());
    Worker third = fleet().follower(fleet().lasting());
    first.shutsDown();
    verdict().that(second.asks(), "the leader was shut down, but the next to ask was not elected");
    demandFollows(third, "though another took over after the shutdown");
  }

  @Test
  @Rule("E5")
  @DisplayName(
      "E5 after the shutdown of a leader that published nothing a new worker leads at once")
  final void e5ANewWorkerLeadsAnEmptyCacheAtOnce() {
    fleet().leader(fleet().lasting()).shutsDown();
    Worker fresh = fleet().worker();
    verdict()
        .that(
            fresh.asks(),
            "the leader of an empty cache was shut down, but " + fresh + " was not elected");
  }

  @Test
  @Rule("E5")
  @DisplayName("E5 after the shutdown of a leader that had led before the next worker leads")
  final void e5AfterTheShutdownOfOneThatLedTwiceTheNextLeads() {
    Worker first = fleet().leader(fleet().shortLived(), named("v1"));
    Worker between = fleet().worker();
    fleet().takeOver(between, timing().shortLease().plus(timing().poll()));
    demandFollows(first, "though another had taken over");
    Worker next = fleet().follower(fleet().lasting());
    between.shutsDown();
    fleet().lead(first);
    first.shutsDown();
    verdict()
        .that(
            next.asks(),
            "a leader that had led before was shut down, but the next to ask was not elected");
  }

  @Test
  @Rule("E6")
  @DisplayName("E6 a late shutdown, also a repeated one, frees nobody else's lease")
  final void e6ALateShutdownFreesNobodyElse() {
    Worker late = fleet().leader(fleet().shortLived(), named("v1"));
    Worker leader = fleet().worker();
    fleet().takeOver(leader, timing().shortLease().plus(timing().poll()));
    late.shutsDown();
    late.shutsDown();
    demandStillLeads(leader, "the late shutdown of the leader before");
  }

  @Test
  @Rule("E6")
  @DisplayName("E6 a shutdown repeated after another took over frees nobody else's lease")
  final void e6ARepeatedShutdownFreesNobodyElse() {
    Worker first = fleet().leader(fleet().lasting(), named("v1"));
    first.shutsDown();
    Worker leader = fleet().worker();
    fleet().lead(leader);
    first.shutsDown();
    demandStillLeads(leader, "the repeated shutdown of the leader before");
  }

  @Test
  @Rule(value = "E6", needs = Capability.RACE_HOOK)
  @DisplayName("E6 a shutdown in the middle of which another takes over does not free its lease")
  final void e6ATakeOverInTheMiddleOfAShutdown() {
    Worker late = fleet().leader(fleet().shortLived(), named("v1"));
    Worker rival = fleet().follower(fleet().lasting());
    timing().pass(timing().shortLease().plus(timing().poll()));
    if (fleet().race(late, "shutdown", late::shutsDown, rival, rival::asks)) {
      demandStillLeads(rival, "a shutdown in the middle of which it was elected");
    }
  }

  @Test
  @Rule("E6")
  @DisplayName("E6 the shutdown of a worker that does not lead frees nobody else's lease")
  final void e6AFollowersShutdownFreesNobody() {
    Worker leader = fleet().leader(fleet().lasting(), named("v1"));
    fleet().follower(fleet().lasting()).shutsDown();
    fleet().worker().shutsDown();
    demandStillLeads(leader, "the shutdown of workers that did not lead");
  }

  @Test
  @Rule("E7")
  @DisplayName("E7 a leader that stops asking loses the lease, though it reads and publishes")
  final void e7ALeaderThatStopsAskingLosesTheLease() {
    Worker other = fleet().worker();
    Worker silent = fleet().leader(fleet().shortLived(), named("v0"));
    other.asks();
    fleet().lead(silent);
    AtomicInteger version = new AtomicInteger();
    fleet()
        .takeOverInTime(
            other,
            timing().shortLease(),
            () -> {
              silent.gets();
              silent.receives(named("v" + version.incrementAndGet()));
            });
    demandFollows(silent, "though another took over while it did not ask");
  }

  @Test
  @Rule("E8")
  @DisplayName("E8 two instances on one thread are two owners")
  final void e8TwoInstancesAreTwoOwners() {
    Worker leader = fleet().worker();
    Worker other = fleet().worker();
    List<Boolean> answers =
        Concurrently.call(
                verdict(),
                timing().millis(10_000),
                1,
                number -> {
                  boolean first = ask(leader);
                  result(() -> leader.provider().onFlagDefinitionsReceived(named("v1")));
                  return List.of(first, ask(other), ask(other), ask(other), ask(leader));
                })
            .get(0);
    verdict()
        .that(
            answers.equals(List.of(true, false, false, false, true)),
            "of two instances asked on one thread in the order 1, 2, 2, 2, 1 only 1 should be"
                + " elected, but the answers were "
                + answers);
  }

  @Test
  @Rule("E9")
  @DisplayName("E9 time zones change nothing")
  final void e9TimeZonesChangeNothing() {
    try (TimeZones zones = TimeZones.open()) {
      zones.set("Pacific/Kiritimati");
      Worker east = fleet().leader(fleet().shortLived(), named("v1"));
      zones.set("Etc/GMT+12");
      Worker west = fleet().worker(fleet().shortLived());
      fleet().demandSame(west, west.gets(), named("v1"), "in another time zone");
      demandNoEarlyTakeOver(east, west);
      zones.set("Pacific/Kiritimati");
      demandNoEarlyTakeOver(west, east);
    }
  }

  @Test
  @Rule(value = "E9", needs = Capability.CLOCK_SKEW)
  @DisplayName("E9 wall clocks that are an hour wrong change nothing")
  final void e9WrongClocksChangeNothing() {
    Duration hour = Duration.ofHours(1);
    Worker early = fleet().leader(fleet().shortLived().clockSkew(hour), named("v1"));
    // A worker with a clock of its own may have had to load its classes for longer than the lease.
    fleet().lead(early);
    early.receives(named("v1"));
    Worker late = fleet().worker(fleet().shortLived().clockSkew(hour.negated()));
    fleet().demandSame(late, late.gets(), named("v1"), "by a clock that is two hours behind");
    demandNoEarlyTakeOver(early, late);
    demandNoEarlyTakeOver(late, early);
  }

  /** Lets the leader ask once more, then the other until it leads, which must last one lease. */
  private void demandNoEarlyTakeOver(Worker leader, Worker other) {
    demandNoEarlyTakeOver(leader, timing().shortLease(), other);
  }

  private void demandNoEarlyTakeOver(Worker leader, Duration lease, Worker other) {
    long lastAsk = timing().nanoTime();
    demandLeads(leader, "asked again");
    // That it ends in time is for E4 to judge.
    Await.Turn turn = fleet().takeOver(other, lease.multipliedBy(4));
    fleet()
        .demandLasted(
            "the lease that " + leader + " renewed before " + other + " was elected",
            lease,
            lastAsk,
            turn);
  }

  private void askOftenOnManyThreads(Worker leader) {
    Concurrently.call(
        verdict(),
        timing().millis(10_000),
        4,
        number -> {
          for (int i = 0; i < 5; i++) {
            demandLeads(leader, "asked again");
          }
          return number;
        });
  }

  private void demandStillLeads(Worker leader, String event) {
    Worker other = fleet().worker();
    for (int i = 0; i < FEW; i++) {
      demandFollows(
          other, "though another leads: " + event + " freed a lease that was not its own");
    }
    demandLeads(leader, "after " + event);
  }

  private void demandLeads(Worker leader, String circumstances) {
    verdict().that(leader.asks(), "the leader, " + circumstances + ", was not elected");
  }

  private void demandFollows(Worker other, String circumstances) {
    verdict().that(!other.asks(), other + " was elected " + circumstances);
  }

  private boolean ask(Worker worker) {
    return result(() -> worker.provider().shouldFetchFlagDefinitions());
  }

  /** Awaits a stage on the thread that called. */
  private <T> T result(Supplier<CompletionStage<T>> call) {
    long start = System.nanoTime();
    try {
      return call.get().toCompletableFuture().join();
    } catch (CompletionException e) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      String what = "a call failed after " + took + ": " + e.getCause();
      throw took.compareTo(timing().poll()) > 0
          ? verdict().late(what, e)
          : verdict().broken(what, e);
    }
  }
}
