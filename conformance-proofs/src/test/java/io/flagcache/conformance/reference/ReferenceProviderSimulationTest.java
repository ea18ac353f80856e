package io.flagcache.conformance.reference;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.simulator.FlagDefinitionCacheProviderSimulation;
import java.util.Set;

class ReferenceProviderSimulationTest extends FlagDefinitionCacheProviderSimulation {

  @Override
  protected ProviderFixture fixture() {
    return new ReferenceVirtualFixture(new ReferenceBackend(), ReferenceProvider::new);
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.BACKEND_OUTAGE, Capability.HOLD_POLICY, Capability.READER_ROLE);
  }
}
