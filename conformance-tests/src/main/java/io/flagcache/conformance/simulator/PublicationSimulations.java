package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Rule;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What all read, and whose it is: P1 to P4. */
abstract class PublicationSimulations extends SimulationGroup {

  /** So that leaders with a wrong key are among them. */
  private static final List<SdkProfile> LOSSLESS =
      List.of(SdkProfile.FETCHING, SdkProfile.FETCHING, SdkProfile.FETCHING_WITH_A_WRONG_KEY);

  PublicationSimulations(FlagDefinitionCacheProviderSimulation simulation) {
    super(simulation);
  }

  @Test
  @Rule("P1")
  @DisplayName("P1 the first document of each new leader reaches all")
  final void p1TheFirstDocumentOfEachLeaderReachesAll() throws Exception {
    simulate(
        Successions.oneDocumentEach(workers(), leaders()),
        run -> {
          run.atMost("workers that missed a change", 0, run.report().unaware());
        });
  }

  @Test
  @Rule("P1")
  @DisplayName("P1 where everybody fetches losslessly, everybody reads the API's very document")
  final void p1LosslessFleetsReadTheApisVeryDocument() throws Exception {
    for (long seed = 1; seed <= (isVirtual() ? 4 : 1); seed++) {
      simulateLossless(
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
        Scenarios.staleHandOver(workers()),
        run -> {
          run.none("steps back", run.report().stepsBack());
        });
  }

  @Test
  @Rule("P3")
  @DisplayName("P3 a leader from before a flush takes nobody back")
  final void p3ALeaderFromBeforeAFlushTakesNobodyBack() throws Exception {
    simulate(
        Successions.staleHandOverAfterAFlush(),
        run -> {
          run.none("steps back", run.report().stepsBack());
        });
  }

  @Test
  @Rule("P4")
  @DisplayName("P4 what a follower fetched for itself replaces nothing")
  final void p4WhatAFollowerFetchedReplacesNothing() throws Exception {
    simulate(Scenarios.lateFollower(), run -> {});
  }
}
