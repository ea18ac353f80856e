package io.flagcache.conformance.reference;

import io.flagcache.conformance.internal.TestTime;
import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import java.util.EnumSet;
import java.util.Set;

class ReferenceStoreConformanceTest extends FlagCacheStoreConformance {

  @Override
  protected StoreFixture fixture() {
    return new ReferenceStoreFixture(new ReferenceBackend(), ReferenceStore::new, TestTime.REAL);
  }

  @Override
  protected Set<StoreCapability> capabilities() {
    return EnumSet.allOf(StoreCapability.class);
  }
}
