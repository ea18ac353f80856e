package io.flagcache.redis;

class RedisSingleServerConformanceTest extends SingleServerConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.FLAGCACHE;
  }
}
