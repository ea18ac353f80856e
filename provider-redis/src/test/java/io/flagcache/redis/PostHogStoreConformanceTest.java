package io.flagcache.redis;

import io.flagcache.conformance.store.StoreCapability;
import java.util.EnumSet;
import java.util.Set;

class PostHogStoreConformanceTest extends RedisStoreConformance {

  @Override
  RedisLayout layout() {
    return RedisLayout.POSTHOG;
  }

  @Override
  protected Set<StoreCapability> capabilities() {
    // The layout is that of other programs: it has neither epochs nor stamps.
    return EnumSet.complementOf(
        EnumSet.of(
            StoreCapability.LAST_LEASE,
            StoreCapability.STORED_STAMP,
            StoreCapability.FORGED_EPOCHS,
            StoreCapability.RACE_HOOK));
  }
}
