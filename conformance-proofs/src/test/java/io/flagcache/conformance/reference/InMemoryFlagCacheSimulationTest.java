package io.flagcache.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.simulator.FlagDefinitionCacheProviderSimulation;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** The whole provider, with its thread and its deadlines, in real time; many scenarios at once. */
class InMemoryFlagCacheSimulationTest {

  @Test
  void theProviderPassesInRealTime() {
    KitRun run = KitRun.of(InMemoryFlagCacheSimulationRun.class, Map.of());
    assertThat(run.messages(Status.FAILED)).isEmpty();
    assertThat(run.messages(Status.ABORTED)).isEmpty();
    assertThat(run.messages(Status.SUCCESSFUL))
        .containsKey("P7 p7ALeaderWithNothingToPublishGivesWay");
  }

  static class InMemoryFlagCacheSimulationRun extends FlagDefinitionCacheProviderSimulation {

    @Override
    protected ProviderFixture fixture() {
      return new InMemoryFixture();
    }

    @Override
    protected Set<Capability> capabilities() {
      return Set.of(Capability.BACKEND_OUTAGE, Capability.HOLD_POLICY, Capability.READER_ROLE);
    }
  }
}
