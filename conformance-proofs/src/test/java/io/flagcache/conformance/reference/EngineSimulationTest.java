package io.flagcache.conformance.reference;

import io.flagcache.conformance.Capability;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.simulator.FlagDefinitionCacheProviderSimulation;
import io.flagcache.kitsupport.EngineVirtualFixture;
import java.util.Set;

/** The engine of flagcache-core, days in virtual time. */
class EngineSimulationTest extends FlagDefinitionCacheProviderSimulation {

  @Override
  protected ProviderFixture fixture() {
    return new EngineVirtualFixture();
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.BACKEND_OUTAGE, Capability.HOLD_POLICY, Capability.READER_ROLE);
  }
}
