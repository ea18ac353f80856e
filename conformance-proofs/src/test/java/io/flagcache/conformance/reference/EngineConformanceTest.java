package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import java.util.EnumSet;
import java.util.Set;

/** The engine of flagcache-core over a store with every fault that the kit knows. */
class EngineConformanceTest extends FlagDefinitionCacheProviderConformance {

  @Override
  protected ProviderFixture fixture() {
    return new ReferenceFixture(new ReferenceBackend(), EngineConformanceTest::worker);
  }

  private static FlagDefinitionCacheProvider worker(
      ReferenceBackend backend, WorkerSettings settings) {
    return EngineSettings.apply(settings, new ReferenceStore.Builder(backend)).build();
  }

  @Override
  protected Set<Capability> capabilities() {
    // The engine's encoding is its own, and it has no wall clock that could be wrong.
    return EnumSet.complementOf(EnumSet.of(Capability.FORGED_ENTRY, Capability.CLOCK_SKEW));
  }
}
