package io.flagcache.redis;

import io.flagcache.conformance.Capability;
import java.util.EnumSet;
import java.util.Set;

class RedisPostHogLayoutSingleServerConformanceTest extends SingleServerConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.POSTHOG;
  }

  @Override
  Set<Capability> furtherCapabilities() {
    Set<Capability> capabilities = EnumSet.of(Capability.STORED_FIELDS);
    capabilities.addAll(super.furtherCapabilities());
    return capabilities;
  }
}
