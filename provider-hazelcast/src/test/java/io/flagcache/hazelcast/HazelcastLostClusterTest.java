package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.core.record.LeaseRecord;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.HazelcastCluster;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients of a cluster that ends with all that it has, and begins anew. */
@ExtendWith(TakesTurns.class)
class HazelcastLostClusterTest {

  private final String key = "lost-" + UUID.randomUUID();

  @Test
  void documentIsPublishedAgainWhenAllMembersLostIt() {
    MembersProcess members = new MembersProcess();
    HazelcastInstance leaders = TestClusters.client(members.name(), members.addresses());
    HazelcastInstance followers = TestClusters.client(members.name(), members.addresses());
    try (TestWorker leader = new TestWorker(builder(leaders));
        TestWorker follower = new TestWorker(builder(followers))) {
      leader.awaitLead();
      leader.receives("v1");
      follower.awaitReads("v1");
      assertThat(follower.asks()).isFalse();
      assertThat(leader)
          .asString()
          .contains(
              HazelcastCluster.HAS_FENCED_LOCK ? "FencedLock" : "map lock, since this edition");
      long epoch = epoch(followers);
      members.kill();
      assertThat(leader.leads()).isFalse();
      members.restart();

      leader.awaitLead();
      follower.awaitReads("v1");
      assertThat(epoch(followers)).isGreaterThan(epoch);
      leader.receives("v2");
      follower.awaitReads("v2");
    } finally {
      leaders.getLifecycleService().terminate();
      followers.getLifecycleService().terminate();
      members.kill();
    }
  }

  private HazelcastFlagCacheBuilder builder(HazelcastInstance instance) {
    return HazelcastFlagCache.builder().instance(instance).serviceKey(key);
  }

  private long epoch(HazelcastInstance by) {
    return LeaseRecord.parse(String.valueOf(by.getMap(TestClusters.MAP).get(key + "/lease")))
        .epoch();
  }
}
