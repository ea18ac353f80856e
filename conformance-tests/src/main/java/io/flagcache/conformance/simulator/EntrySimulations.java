package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Rule;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long an entry lives, and what becomes of it: P5 to P11. */
abstract class EntrySimulations extends SimulationGroup {

  /** What the rule P7 allows. */
  private static final int POLLS_WITHOUT_ENTRY = 40;

  EntrySimulations(FlagDefinitionCacheProviderSimulation simulation) {
    super(simulation);
  }

  @Test
  @Rule("P5")
  @DisplayName("P5 an entry lives as long as somebody polls, though nothing changes")
  final void p5AnEntryLivesAsLongAsSomebodyPolls() throws Exception {
    simulate(
        Scenarios.unchangedForLong(FEW_WORKERS, length()),
        run -> {
          run.within("the time without an entry", Duration.ZERO, run.report().longestEmpty());
          run.none("lost entries", run.report().findings("P5"));
        });
  }

  @Test
  @Rule("P5")
  @DisplayName("P5 an entry lives on when leaders die, though the API is down")
  final void p5AnEntryLivesOnWhenLeadersDie() throws Exception {
    simulate(
        Successions.dyingLeadersWithoutApi(workers(), leaders()),
        run -> {
          run.none("lost entries", run.report().findings("P5"));
        });
  }

  @Test
  @Rule("P6")
  @DisplayName("P6 a flush is over after one poll")
  final void p6AFlushIsOverAfterOnePoll() throws Exception {
    simulate(
        Scenarios.flush(workers()),
        run -> {
          run.within("the time without an entry", POLL, run.report().longestEmpty());
          run.none("steps back", run.report().stepsBack());
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
        Scenarios.poisonedLeader(),
        run -> {
          run.within(
              "the time without an entry",
              POLL.multipliedBy(POLLS_WITHOUT_ENTRY),
              run.report().longestEmpty());
        });
  }

  @Test
  @Rule("P10")
  @DisplayName("P10 an entry that nobody leads for is dead, and stays it when somebody leads again")
  final void p10AnEntryDiesAndStaysDead() throws Exception {
    simulate(
        Scenarios.abandonedEntry(),
        run -> {
          run.none("dead entries that were read", run.report().findings("P10"));
          run.that(
              "a new worker has flags, though all are gone who had them, and the API is down",
              run.report().withoutFlags() == 2);
        });
  }

  @Test
  @Rule("P10")
  @DisplayName("P10 readers do not keep an entry alive")
  final void p10ReadersDoNotKeepAnEntryAlive() throws Exception {
    simulate(
        Scenarios.readersAlone(),
        run -> {
          run.none("dead entries that were read", run.report().findings("P10"));
        });
  }

  @Test
  @Rule("P11")
  @DisplayName("P11 nobody goes back after an outage")
  final void p11NobodyGoesBackAfterAnOutage() throws Exception {
    simulate(
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
}
