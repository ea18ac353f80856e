package io.flagcache.conformance.reference;

import io.flagcache.conformance.ProviderFixture;

/** Judges the reference provider without waiting for leases, as often as it is mutated. */
class ReferenceProviderInManualTime extends ReferenceProviderConformanceTest {

  @Override
  protected ProviderFixture fixture() {
    return new ReferenceFixture(new ReferenceBackend(), ReferenceProvider::new, new ManualTime());
  }
}
