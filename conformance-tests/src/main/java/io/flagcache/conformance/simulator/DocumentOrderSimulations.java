package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which of two documents is the newer one: O1 and O2. */
abstract class DocumentOrderSimulations extends SimulationGroup {

  DocumentOrderSimulations(FlagDefinitionCacheProviderSimulation simulation) {
    super(simulation);
  }

  @Test
  @Rule("O1")
  @DisplayName("O1 what was refused is not published over what is newer")
  final void o1WhatWasRefusedIsNotPublishedOverWhatIsNewer() throws Exception {
    simulate(
        Successions.refusedLeaderWithoutApi(),
        run -> {
          run.none("steps back", run.report().stepsBack());
        });
  }

  @Test
  @Rule("O2")
  @DisplayName("O2 what was refused is published when its worker leads again")
  final void o2WhatWasRefusedIsNotLost() throws Exception {
    simulate(Successions.refusedLeaderHearsNothingNew(), run -> {});
  }

  @Test
  @Rule("O2")
  @DisplayName("O2 a document that is back reaches all, where no ETag outlives its document")
  final void o2ADocumentThatIsBackReachesAll() throws Exception {
    simulateLossless(Successions.documentThatIsBack(SdkProfile.FETCHING), 1, run -> {});
  }

  @Test
  @Rule("O2")
  @DisplayName("O2 successions end well though the API is in trouble")
  final void o2SuccessionsEndWellThoughTheApiIsInTrouble() throws Exception {
    for (long seed = 1; seed <= mixes(); seed++) {
      simulate(Successions.troubledSuccessions(seed, FEW_WORKERS, leaders()), seed, run -> {});
    }
  }
}
