package io.flagcache.redis;

class RedisClusterConformanceTest extends ClusterConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.FLAGCACHE;
  }
}
