package io.flagcache.redis;

import io.flagcache.conformance.store.StoreCapability;
import java.util.EnumSet;
import java.util.Set;

class RedisStoreConformanceTest extends RedisStoreConformance {

  @Override
  RedisLayout layout() {
    return RedisLayout.FLAGCACHE;
  }

  @Override
  protected Set<StoreCapability> capabilities() {
    // Check and write are one script.
    return EnumSet.complementOf(EnumSet.of(StoreCapability.RACE_HOOK));
  }
}
