package io.flagcache.conformance.simulator;

import io.flagcache.conformance.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How fleets begin: C1 and C2. */
abstract class ColdStartSimulations extends SimulationGroup {

  ColdStartSimulations(FlagDefinitionCacheProviderSimulation simulation) {
    super(simulation);
  }

  @Test
  @Rule("C1")
  @DisplayName("C1 a cold start costs one request")
  final void c1AColdStartCostsOneRequest() throws Exception {
    simulate(
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
        Scenarios.warmStartWithoutApi(workers()),
        run -> {
          run.atMost("workers without flags", 0, run.report().withoutFlags());
          run.within("the first flags", POLL, run.report().longestWithoutFlags());
        });
  }
}
