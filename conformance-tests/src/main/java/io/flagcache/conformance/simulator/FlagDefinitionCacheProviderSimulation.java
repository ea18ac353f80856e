package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ConformanceRules;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.Rule;
import io.flagcache.conformance.history.Ages;
import io.flagcache.conformance.internal.RetryWithMoreTime;
import io.flagcache.conformance.internal.Verdict;
import io.flagcache.conformance.rule.Level;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Judges a provider by what becomes of a fleet of simulated workers. Extend it with the fixture of
 * your {@link io.flagcache.conformance.FlagDefinitionCacheProviderConformance} test, which comes
 * first: it says what is wrong, this says what follows from it.
 *
 * <pre>{@code
 * class MyProviderSimulationTest extends FlagDefinitionCacheProviderSimulation {
 *
 *   @Override
 *   protected ProviderFixture fixture() {
 *     return new MyFixture();
 *   }
 * }
 * }</pre>
 *
 * <p>Each test runs one of the {@link Scenarios} or {@link Successions}, lets the fleet live on in
 * quiet, and judges one rule, and after it O1, O2 and P4, which hold whatever happens. A failure
 * begins with the rule that was broken, says what was measured and what is allowed, and shows the
 * whole {@link SimulationReport}.
 *
 * <p><b>Time.</b> Over a {@link VirtualTimeFixture} hours of fifty workers are simulated, otherwise
 * up to half a minute of real time with six; see {@link Simulator}. Real times are judged with a
 * tolerance of 1.5 s, and what breaks a rule is simulated again three and nine times slower before
 * it counts. Over a backend that counts in seconds, override {@link #realPollInterval()}.
 */
@Timeout(600)
@ExtendWith(FlagDefinitionCacheProviderSimulation.Retry.class)
public abstract class FlagDefinitionCacheProviderSimulation {

  private static final Duration POLL = Scenario.POLL_INTERVAL;

  /** Where more of them show no more. */
  private static final int FEW_WORKERS = 6;

  /** What the rule P7 allows. */
  private static final int POLLS_WITHOUT_ENTRY = 40;

  /** What is judged in every scenario. */
  private static final List<String> ALWAYS = List.of("O1", "O2", "P4");

  /** So that leaders with a wrong key are among them. */
  private static final List<SdkProfile> LOSSLESS =
      List.of(SdkProfile.FETCHING, SdkProfile.FETCHING, SdkProfile.FETCHING_WITH_A_WRONG_KEY);

  private @Nullable ProviderFixture fixture;
  private int stretch = 1;

  /** For the provider's test class. */
  protected FlagDefinitionCacheProviderSimulation() {}

  /**
   * Makes the backend of one test; the simulation closes it. Called for each test.
   *
   * @return a new fixture
   * @throws Exception if it cannot be made
   */
  protected abstract ProviderFixture fixture() throws Exception;

  /**
   * What the fixture can do. Scenarios that need more are skipped visibly.
   *
   * @return the capabilities; none by default
   */
  protected Set<Capability> capabilities() {
    return Set.of();
  }

  /**
   * Rules that the provider does not keep, and why. Their tests are skipped and show the reason.
   *
   * @return reasons by rule id; only rules of level {@link Level#SHOULD}. None by default
   */
  protected Map<String, String> waivers() {
    return Map.of();
  }

  /**
   * How often workers poll in real time.
   *
   * @return 250 ms by default
   */
  protected Duration realPollInterval() {
    return Duration.ofMillis(250);
  }

  /**
   * What the backend tells of the age of an entry.
   *
   * @return that it is told, by default
   */
  protected Ages ages() {
    return Ages.TOLD;
  }

  @BeforeEach
  final void prepareSimulation(TestInfo test) throws Exception {
    waivers().keySet().forEach(FlagDefinitionCacheProviderSimulation::checkWaiver);
    String rule =
        test.getTestMethod()
            .map(method -> method.getAnnotation(Rule.class))
            .map(Rule::value)
            .orElse("");
    Assumptions.assumeFalse(
        waivers().containsKey(rule), () -> rule + " is waived: " + waivers().get(rule));
    fixture = fixture();
  }

  @AfterEach
  final void closeFixture() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  static final class Retry extends RetryWithMoreTime {
    /** Called by JUnit. */
    Retry() {}

    @Override
    protected void prepareAgain(Object test, int stretch) throws Exception {
      FlagDefinitionCacheProviderSimulation simulation =
          (FlagDefinitionCacheProviderSimulation) test;
      simulation.closeFixture();
      simulation.fixture = simulation.fixture();
      simulation.stretch = stretch;
    }
  }

  private static void checkWaiver(String id) {
    boolean waivable =
        ConformanceRules.find(id).filter(rule -> rule.level() == Level.SHOULD).isPresent();
    if (!waivable) {
      throw new IllegalStateException(
          "waivers() names '" + id + "'; only rules of level SHOULD can be waived");
    }
  }

  @Test
  @Rule("C1")
  @DisplayName("C1 a cold start costs one request")
  final void c1AColdStartCostsOneRequest() throws Exception {
    simulate(
        "C1",
        Scenarios.coldStart(workers()),
        run -> {
          run.atMost("requests", 1, run.report().traffic().requests());
          run.none("fetches of others", run.report().findings("C1"));
        });
  }

  @Test
  @Rule("C2")
  @DisplayName("C2 new workers have flags at once, though the API is down")
  final void c2NewWorkersHaveFlagsThoughTheApiIsDown() throws Exception {
    simulate(
        "C2",
        Scenarios.warmStartWithoutApi(workers()),
        run -> {
          run.atMost("workers without flags", 0, run.report().withoutFlags());
          run.within("the first flags", POLL, run.report().longestWithoutFlags());
        });
  }

  @Test
  @Rule("E1")
  @DisplayName("E1 of many that start at once, one is elected")
  final void e1OneIsElected() throws Exception {
    simulate(
        "E1",
        Scenarios.coldStart(workers()),
        run -> {
          run.none("two leaders", run.report().twoLeaders());
        });
  }

  @Test
  @Rule("E3")
  @DisplayName("E3 on a steady day one worker leads, and the fleet costs as much as one worker")
  final void e3ASteadyDayCostsAsMuchAsOneWorker() throws Exception {
    simulate(
        "E3",
        Scenarios.steadyDay(workers(), length(), 10),
        run -> {
          run.none("two leaders", run.report().twoLeaders());
          Traffic ideal = run.report().ideal();
          run.atMost(
              "requests", littleMoreThan(ideal.requests()), run.report().traffic().requests());
          run.atMost(
              "billed units", littleMoreThan(ideal.units()) + 50, run.report().traffic().units());
          run.within("the spread of a change", POLL.multipliedBy(3), run.report().slowestSpread());
          run.atMost("workers that missed a change", 0, run.report().unaware());
        });
  }

  @Test
  @Rule("E4")
  @DisplayName("E4 leaders that die are replaced")
  final void e4LeadersThatDieAreReplaced() throws Exception {
    simulate(
        "E4",
        Scenarios.dyingLeaders(workers(), leaders()),
        run -> {
          run.within("the time without a leader", POLL, run.report().longestWithoutLeader());
          run.none("two leaders", run.report().twoLeaders());
        });
  }

  @Test
  @Rule("E5")
  @DisplayName("E5 leaders that leave are replaced at the next poll")
  final void e5LeadersThatLeaveAreReplaced() throws Exception {
    simulate(
        "E5",
        Scenarios.leavingLeaders(workers(), leaders()),
        run -> {
          run.within("the time without a leader", POLL, run.report().longestWithoutLeader());
          run.none("two leaders", run.report().twoLeaders());
        });
  }

  @Test
  @Rule("E5")
  @DisplayName("E5 a rolling deploy always has a leader")
  final void e5ARollingDeployAlwaysHasALeader() throws Exception {
    simulate(
        "E5",
        Scenarios.rollingDeploy(workers()),
        run -> {
          run.within("the time without a leader", POLL, run.report().longestWithoutLeader());
          run.none("steps back", run.report().stepsBack());
          run.atMost("workers without flags", 0, run.report().withoutFlags());
        });
  }

  @Test
  @Rule("E7")
  @DisplayName("E7 leaders that stall are replaced, and take nothing back afterwards")
  final void e7LeadersThatStallAreReplaced() throws Exception {
    simulate(
        "E7",
        Scenarios.stallingLeaders(workers(), leaders()),
        run -> {
          run.within("the time without a leader", POLL, run.report().longestWithoutLeader());
          run.none("two leaders", run.report().twoLeaders());
        });
  }

  @Test
  @Rule("E7")
  @DisplayName("E7 a leader with a wrong key gives way, and what is new arrives")
  final void e7ALeaderWithAWrongKeyGivesWay() throws Exception {
    simulateLossless(
        "E7",
        Successions.leaderWithAWrongKey(FEW_WORKERS),
        1,
        run -> {
          // For three polls it leads on, and then its lease lasts.
          run.within("the spread of a change", POLL.multipliedBy(8), run.report().slowestSpread());
          run.atMost("workers that missed a change", 0, run.report().unaware());
        });
  }

  @Test
  @Rule("F2")
  @DisplayName("F2 during an outage workers fetch for themselves")
  final void f2WorkersFetchDuringAnOutage() throws Exception {
    simulate(
        "F2",
        Scenarios.outage(workers(), POLL.multipliedBy(10)),
        run -> {
          run.within("the spread of a change", POLL.multipliedBy(2), run.report().slowestSpread());
          run.atMost("workers that missed the change", 0, run.report().unaware());
        });
  }

  @Test
  @Rule("F2")
  @DisplayName("F2 under HOLD a short outage causes no request")
  final void f2AShortOutageCausesNoRequestUnderHold() throws Exception {
    simulate(
        "F2",
        Scenarios.outage(workers(), POLL.multipliedBy(10)).holding(),
        run -> {
          // In real time the answer to a question may arrive when the outage has begun.
          run.atMost(
              "requests in the outage", isVirtual() ? 0 : 1, run.report().requestsInOutages());
          run.within("the spread of a change", POLL.multipliedBy(9), run.report().slowestSpread());
          run.atMost("workers that missed the change", 0, run.report().unaware());
        });
  }

  @Test
  @Rule("F2")
  @DisplayName("F2 under HOLD workers fetch for themselves when an outage lasts")
  final void f2ALongOutageEndsHold() throws Exception {
    simulate(
        "F2",
        Scenarios.outage(workers(), POLL.multipliedBy(60)).holding(),
        run -> {
          run.within("the spread of a change", POLL.multipliedBy(4), run.report().slowestSpread());
          run.that(
              "nobody fetched in an outage of 30 minutes, though the hold limit is 10",
              run.report().requestsInOutages() > 0);
        });
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 what is handed over after the shutdown is not stored")
  final void f4NothingIsStoredAfterTheShutdown() throws Exception {
    simulate(
        "F4",
        Scenarios.handOverAfterShutdown(),
        run -> {
          run.that(
              "the second worker found a document that was handed over after the first one's shutdown",
              run.report().withoutFlags() == 1);
        });
  }

  @Test
  @Rule("P1")
  @DisplayName("P1 nobody reads anything else than what somebody handed over")
  final void p1NobodyReadsAnythingElse() throws Exception {
    simulate(
        "P1",
        Scenarios.steadyDay(workers(), isVirtual() ? Duration.ofHours(1) : length(), 10),
        run -> {
          run.none("losses", run.report().losses());
        });
  }

  @Test
  @Rule("P1")
  @DisplayName("P1 where everybody fetches losslessly, everybody reads the API's very document")
  final void p1LosslessFleetsReadTheApisVeryDocument() throws Exception {
    for (long seed = 1; seed <= (isVirtual() ? 4 : 1); seed++) {
      simulateLossless(
          "P1",
          Successions.troubledSuccessions(seed, FEW_WORKERS, leaders() / 2, LOSSLESS),
          seed,
          run -> {
            run.none("losses", run.report().losses());
          });
    }
  }

  @Test
  @Rule("P3")
  @DisplayName("P3 a leader that hands an old document over late takes nobody back")
  final void p3ALateHandOverTakesNobodyBack() throws Exception {
    simulate(
        "P3",
        Scenarios.staleHandOver(workers()),
        run -> {
          run.none("steps back", run.report().stepsBack());
        });
  }

  @Test
  @Rule("P4")
  @DisplayName("P4 what a follower fetched for itself replaces nothing")
  final void p4WhatAFollowerFetchedReplacesNothing() throws Exception {
    simulate("P4", Scenarios.lateFollower(), run -> {});
  }

  @Test
  @Rule("P5")
  @DisplayName("P5 an entry lives as long as somebody polls, though nothing changes")
  final void p5AnEntryLivesAsLongAsSomebodyPolls() throws Exception {
    simulate(
        "P5",
        Scenarios.unchangedForLong(FEW_WORKERS, length()),
        run -> {
          run.within("the time without an entry", Duration.ZERO, run.report().longestEmpty());
          run.none("lost entries", run.report().findings("P5"));
        });
  }

  @Test
  @Rule("P6")
  @DisplayName("P6 a flush is over after one poll")
  final void p6AFlushIsOverAfterOnePoll() throws Exception {
    simulate(
        "P6",
        Scenarios.flush(workers()),
        run -> {
          run.within("the time without an entry", POLL, run.report().longestEmpty());
          run.atMost(
              "requests",
              littleMoreThan(run.report().ideal().requests()),
              run.report().traffic().requests());
        });
  }

  @Test
  @Rule("P7")
  @DisplayName("P7 a leader that has nothing to publish gives way")
  final void p7ALeaderWithNothingToPublishGivesWay() throws Exception {
    simulate(
        "P7",
        Scenarios.poisonedLeader(),
        run -> {
          run.within(
              "the time without an entry",
              POLL.multipliedBy(POLLS_WITHOUT_ENTRY),
              run.report().longestEmpty());
        });
  }

  @Test
  @Rule("P11")
  @DisplayName("P11 nobody goes back after an outage")
  final void p11NobodyGoesBackAfterAnOutage() throws Exception {
    simulate(
        "P11",
        Scenarios.outage(workers(), POLL.multipliedBy(10)),
        run -> {
          run.none("steps back", run.report().stepsBack());
        });
  }

  @Test
  @Rule("P11")
  @DisplayName(
      "P11 whatever happens, nobody goes back, and in the end all have the newest document")
  final void p11WhateverHappensNobodyGoesBack() throws Exception {
    for (long seed = 1; seed <= mixes(); seed++) {
      Scenario mix =
          Scenarios.randomMix(seed, FEW_WORKERS, isVirtual() ? Duration.ofHours(3) : length());
      simulate(
          "P11",
          mix,
          seed,
          run -> {
            run.none("steps back", run.report().stepsBack());
            int last = run.report().changes().size() - 1;
            run.atMost(
                "workers that missed the last change",
                0,
                run.report().changes().get(last).unaware());
          });
    }
  }

  @Test
  @Rule("O1")
  @DisplayName("O1 what was refused is not published over what is newer")
  final void o1WhatWasRefusedIsNotPublishedOverWhatIsNewer() throws Exception {
    simulate(
        "O1",
        Successions.refusedLeaderWithoutApi(),
        run -> {
          run.none("steps back", run.report().stepsBack());
        });
  }

  @Test
  @Rule("O2")
  @DisplayName("O2 what was refused is published when its worker leads again")
  final void o2WhatWasRefusedIsNotLost() throws Exception {
    simulate("O2", Successions.refusedLeaderHearsNothingNew(), run -> {});
  }

  @Test
  @Rule("O2")
  @DisplayName("O2 a document that is back reaches all, where no ETag outlives its document")
  final void o2ADocumentThatIsBackReachesAll() throws Exception {
    simulateLossless("O2", Successions.documentThatIsBack(SdkProfile.FETCHING), 1, run -> {});
  }

  @Test
  @Rule("O2")
  @DisplayName("O2 successions end well though the API is in trouble")
  final void o2SuccessionsEndWellThoughTheApiIsInTrouble() throws Exception {
    for (long seed = 1; seed <= mixes(); seed++) {
      simulate(
          "O2", Successions.troubledSuccessions(seed, FEW_WORKERS, leaders()), seed, run -> {});
    }
  }

  /** In real time a busy machine may cost a leader its lease now and then. */
  private long littleMoreThan(long ideal) {
    return isVirtual() ? ideal + ideal / 10 + 5 : ideal + ideal / 2 + 10;
  }

  private boolean isVirtual() {
    return fixture instanceof VirtualTimeFixture;
  }

  private int workers() {
    return isVirtual() ? 50 : FEW_WORKERS;
  }

  private Duration length() {
    return isVirtual() ? Duration.ofHours(6) : POLL.multipliedBy(40);
  }

  private int leaders() {
    return isVirtual() ? 20 : 2;
  }

  private int mixes() {
    return isVirtual() ? 20 : 1;
  }

  private void simulate(String rule, Scenario scenario, Consumer<Judgement> judgement)
      throws Exception {
    simulate(rule, scenario, 1, judgement);
  }

  private void simulate(String rule, Scenario scenario, long seed, Consumer<Judgement> judgement)
      throws Exception {
    simulate(rule, scenario, seed, simulator -> simulator, judgement);
  }

  private void simulateLossless(
      String rule, Scenario scenario, long seed, Consumer<Judgement> judgement) throws Exception {
    simulate(rule, scenario, seed, Simulator::lossless, judgement);
  }

  /** Judges the rule that a test is about, and then what holds in every scenario. */
  private void simulate(
      String rule,
      Scenario scenario,
      long seed,
      UnaryOperator<Simulator> adjusted,
      Consumer<Judgement> judgement)
      throws Exception {
    Set<Capability> missing = EnumSet.noneOf(Capability.class);
    missing.addAll(scenario.needs());
    missing.removeAll(capabilities());
    Assumptions.assumeTrue(
        missing.isEmpty(), () -> rule + " needs a capability that is not claimed: " + missing);
    Simulator simulator =
        Simulator.over(Objects.requireNonNull(fixture, "fixture"))
            .realPollInterval(realPollInterval().multipliedBy(stretch))
            .ages(ages())
            .seed(seed)
            .endingQuietly();
    SimulationReport report = adjusted.apply(simulator).run(scenario);
    judgement.accept(new Judgement(new Verdict(rule), report, isVirtual()));
    for (String always : ALWAYS) {
      new Judgement(new Verdict(always), report, isVirtual())
          .none("findings", report.findings(always));
    }
  }
}
