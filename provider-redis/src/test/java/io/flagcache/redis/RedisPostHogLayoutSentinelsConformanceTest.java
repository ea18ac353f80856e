package io.flagcache.redis;

class RedisPostHogLayoutSentinelsConformanceTest extends SentinelsConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.POSTHOG;
  }
}
