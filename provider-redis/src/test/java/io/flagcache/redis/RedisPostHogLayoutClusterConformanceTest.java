package io.flagcache.redis;

class RedisPostHogLayoutClusterConformanceTest extends ClusterConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.POSTHOG;
  }
}
