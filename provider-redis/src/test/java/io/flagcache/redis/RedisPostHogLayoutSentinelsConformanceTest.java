package io.flagcache.redis;

import io.flagcache.kitsupport.JudgesOnly;

@JudgesOnly(
    rules = {"E1", "P1"},
    because =
        "behind sentinels this layout runs the scripts of one server on connections that are judged"
            + " in flagcache's own layout, and takes no lock of Redisson's")
class RedisPostHogLayoutSentinelsConformanceTest extends SentinelsConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.POSTHOG;
  }
}
