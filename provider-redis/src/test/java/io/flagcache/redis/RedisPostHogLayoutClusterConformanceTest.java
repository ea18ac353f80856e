package io.flagcache.redis;

import io.flagcache.kitsupport.JudgesOnly;

@JudgesOnly(
    rules = {
      "E1", "E2", "E3", "E4", "E5", "E6", "E7", "P1", "P3", "P4", "P5", "P6", "P7", "P10", "C1",
      "C2", "F1", "I1"
    },
    because =
        "lock and copy lie in two slots here, so that a poll and a publish are two steps each, as"
            + " nowhere else: whatever depends on lease and entry together (E1 to E7, P1 to P10,"
            + " C1, C2, F1, I1); connections are judged in flagcache's own layout, and what is"
            + " left is one step of one key as on one server")
class RedisPostHogLayoutClusterConformanceTest extends ClusterConformance {
  @Override
  RedisLayout layout() {
    return RedisLayout.POSTHOG;
  }
}
