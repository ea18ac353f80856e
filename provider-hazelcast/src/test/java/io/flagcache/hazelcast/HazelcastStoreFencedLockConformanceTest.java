package io.flagcache.hazelcast;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.testservers.HazelcastCluster;
import org.junit.jupiter.api.BeforeAll;

class HazelcastStoreFencedLockConformanceTest extends StoreConformance {

  @BeforeAll
  static void needsCp() {
    assumeTrue(HazelcastCluster.HAS_FENCED_LOCK, "This edition of Hazelcast has no FencedLock");
  }

  @Override
  HazelcastLocking locking() {
    return HazelcastLocking.FENCED;
  }
}
