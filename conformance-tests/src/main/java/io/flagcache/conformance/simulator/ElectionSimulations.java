package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who leads, and for how long: E1 to E7. */
abstract class ElectionSimulations extends SimulationGroup {

  ElectionSimulations(FlagDefinitionCacheProviderSimulation simulation) {
    super(simulation);
  }

  @Test
  @Rule("E1")
  @DisplayName("E1 of many that start at once, one is elected")
  final void e1OneIsElected() throws Exception {
    simulate(
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
        Successions.leaderWithAWrongKey(FEW_WORKERS),
        1,
        run -> {
          // For three polls it leads on, and then its lease lasts.
          run.within("the spread of a change", POLL.multipliedBy(8), run.report().slowestSpread());
          run.atMost("workers that missed a change", 0, run.report().unaware());
        });
  }
}
