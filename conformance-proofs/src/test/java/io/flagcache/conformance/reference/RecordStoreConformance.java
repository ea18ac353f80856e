package io.flagcache.conformance.reference;

import io.flagcache.conformance.store.FlagCacheStoreConformance;
import io.flagcache.conformance.store.StoreCapability;
import io.flagcache.conformance.store.StoreFixture;
import java.util.EnumSet;
import java.util.Set;

/** The store of flagcache-core for backends that replace one small record. */
abstract class RecordStoreConformance extends FlagCacheStoreConformance {

  private final boolean hasClock;

  RecordStoreConformance(boolean hasClock) {
    this.hasClock = hasClock;
  }

  @Override
  protected final StoreFixture fixture() {
    return new MemoryRecordFixture(hasClock);
  }

  @Override
  protected final Set<StoreCapability> capabilities() {
    // Nothing hangs in memory, and there is nobody to be trusted.
    return EnumSet.complementOf(
        EnumSet.of(StoreCapability.BACKEND_HANG, StoreCapability.CREDENTIALS));
  }
}
