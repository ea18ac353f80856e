package io.flagcache.redis;

import io.flagcache.kitsupport.JudgesOnly;

@JudgesOnly(
    rules = {"E1", "E2", "E5", "E6", "P1", "C3", "F1", "F4", "F6", "I2"},
    because =
        "behind sentinels Redisson waits for replicas when it takes a lock (E1, E2, E5, E6), looks"
            + " for the primary, must not read from a replica (P1, C3), has more to find"
            + " stopped (F1) and to close (F4, F6), and knows two passwords (I2); the scripts are"
            + " those of one server, and RedisFailoverTest has the fail-over")
class RedisSentinelsConformanceTest extends SentinelsConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.FLAGCACHE;
  }
}
