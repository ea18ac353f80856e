package io.flagcache.redis;

import io.flagcache.kitsupport.JudgesOnly;

@JudgesOnly(
    rules = {"E1", "E2", "E5", "E6", "P1", "C3", "F1", "F4", "F6", "I1", "I2"},
    because =
        "in a cluster Redisson sends a lock and a script to the node of their slot (E1, E2, E5, E6,"
            + " P1, C3), service keys lie on several nodes (I1), and there is more to find"
            + " stopped (F1), to close (F4, F6) and to log in to (I2); the scripts are those of one"
            + " server, and RedisFailoverTest has the fail-over")
class RedisClusterConformanceTest extends ClusterConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.FLAGCACHE;
  }
}
