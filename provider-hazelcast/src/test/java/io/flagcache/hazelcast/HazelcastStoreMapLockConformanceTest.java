package io.flagcache.hazelcast;

class HazelcastStoreMapLockConformanceTest extends StoreConformance {

  @Override
  HazelcastLocking locking() {
    return HazelcastLocking.MAP;
  }
}
