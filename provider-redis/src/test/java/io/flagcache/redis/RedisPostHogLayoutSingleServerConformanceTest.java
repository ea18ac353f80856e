package io.flagcache.redis;

class RedisPostHogLayoutSingleServerConformanceTest extends SingleServerConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.POSTHOG;
  }
}
