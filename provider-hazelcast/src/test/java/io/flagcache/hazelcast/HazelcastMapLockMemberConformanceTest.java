package io.flagcache.hazelcast;

class HazelcastMapLockMemberConformanceTest extends MemberConformance {

  @Override
  HazelcastLocking locking() {
    return HazelcastLocking.MAP;
  }
}
