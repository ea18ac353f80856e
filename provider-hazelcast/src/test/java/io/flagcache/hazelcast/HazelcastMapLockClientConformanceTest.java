package io.flagcache.hazelcast;

class HazelcastMapLockClientConformanceTest extends ClientConformance {

  @Override
  HazelcastLocking locking() {
    return HazelcastLocking.MAP;
  }
}
