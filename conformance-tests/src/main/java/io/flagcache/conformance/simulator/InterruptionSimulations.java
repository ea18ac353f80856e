package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What comes after a shutdown: F4. */
abstract class InterruptionSimulations extends SimulationGroup {

  InterruptionSimulations(FlagDefinitionCacheProviderSimulation simulation) {
    super(simulation);
  }

  @Test
  @Rule("F4")
  @DisplayName("F4 what is handed over after the shutdown is not stored")
  final void f4NothingIsStoredAfterTheShutdown() throws Exception {
    simulate(
        Scenarios.handOverAfterShutdown(),
        run -> {
          run.that(
              "the second worker found a document that was handed over after the first one's shutdown",
              run.report().withoutFlags() == 1);
        });
  }
}
