package io.flagcache.redis;

class RedisSentinelsConformanceTest extends SentinelsConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.FLAGCACHE;
  }
}
