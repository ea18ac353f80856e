package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Judges the reference provider without waiting for leases, as often as it is mutated. */
class ReferenceProviderInManualTime extends FlagDefinitionCacheProviderConformance {

  @Override
  protected ProviderFixture fixture() {
    return new ReferenceFixture(new ReferenceBackend(), ReferenceProvider::new, new ManualTime());
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  protected List<FlagDefinitionCacheData> documents() {
    return FixtureDocuments.all();
  }
}
