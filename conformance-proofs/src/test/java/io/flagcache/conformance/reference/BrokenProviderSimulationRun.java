package io.flagcache.conformance.reference;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.simulator.FlagDefinitionCacheProviderSimulation;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** The simulation of one broken provider; started by {@link BrokenProvidersSimulationTest} only. */
@ExtendWith(BrokenProviderSimulationRun.Choice.class)
class BrokenProviderSimulationRun extends FlagDefinitionCacheProviderSimulation {

  private Broken<ReferenceFixture> broken;

  @Override
  protected ProviderFixture fixture() {
    return broken.fixture().get().inVirtualTime();
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.BACKEND_OUTAGE, Capability.HOLD_POLICY, Capability.READER_ROLE);
  }

  static final class Choice implements TestInstancePostProcessor {
    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) {
      if (test instanceof BrokenProviderSimulationRun run) {
        String name = context.getConfigurationParameter(BrokenRuns.PARAMETER).orElseThrow();
        run.broken = Broken.named(name, all());
      }
    }

    private static List<Broken<ReferenceFixture>> all() {
      return Stream.of(BrokenFleets.ALL, BrokenProviders.ALL, BrokenProviders.SEEN_IN_A_FLEET)
          .flatMap(List::stream)
          .toList();
    }
  }
}
