package io.flagcache.conformance.reference;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.Capability;
import io.flagcache.conformance.FlagDefinitionCacheProviderConformance;
import io.flagcache.conformance.ProviderFixture;
import io.flagcache.conformance.WorkerSettings;
import io.flagcache.core.ProviderOnClock;
import io.flagcache.kitsupport.EngineSettings;
import java.util.EnumSet;
import java.util.Set;

/**
 * The engine of flagcache-core over a store with every fault that the kit knows, in a time that the
 * tests move.
 */
class EngineConformanceTest extends FlagDefinitionCacheProviderConformance {

  @Override
  protected ProviderFixture fixture() {
    ManualTime time = new ManualTime();
    return new ReferenceFixture(
        new ReferenceBackend(), (backend, settings) -> worker(backend, settings, time), time);
  }

  private static FlagDefinitionCacheProvider worker(
      ReferenceBackend backend, WorkerSettings settings, ManualTime time) {
    return ProviderOnClock.build(
        EngineSettings.apply(settings, new ReferenceStore.Builder(backend)), time::nanoTime);
  }

  @Override
  protected Set<Capability> capabilities() {
    // The engine's encoding is its own, and it has no wall clock that could be wrong.
    return EnumSet.complementOf(EnumSet.of(Capability.FORGED_ENTRY, Capability.CLOCK_SKEW));
  }
}
