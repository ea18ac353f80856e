package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.map.IMap;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.TcpRelay;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Two members and one of the same cluster that do not find each other at first, under the map's
 * lock. With the majority of CP members on one side there is nothing to merge: {@link
 * HazelcastFaultTest} shows that the other side writes nothing.
 */
class HazelcastSplitBrainTest {

  @Test
  void eachSideHasALeaderAndAfterTheMergeTheLargerSidesDocumentAndLeaderRemain() {
    String name = "split-" + UUID.randomUUID();
    try (HazelcastCluster larger = new HazelcastCluster(name, 2, 0, List.of());
        TcpRelay bridge = new TcpRelay("127.0.0.1", larger.members().get(0).port())) {
      bridge.refuse();
      String address = "127.0.0.1:" + bridge.port();
      try (HazelcastCluster smaller = new HazelcastCluster(name, 1, 0, List.of(address))) {
        TestWorker stays = worker(larger).awaitLead();
        TestWorker yields = worker(smaller).awaitLead();
        stays.receives("of the larger side");
        yields.receives("of the smaller side");
        assertThat(stays.asks()).as("a leader on the larger side").isTrue();
        assertThat(yields.asks()).as("a leader on the smaller side").isTrue();

        bridge.listen();
        larger.awaitSize(3);
        smaller.awaitSize(3);

        // It has not asked since, and believes to lead.
        Awaitility.await()
            .atMost(HazelcastCluster.PATIENCE)
            .ignoreExceptions()
            .until(
                () -> {
                  yields.receives("a zombie");
                  return true;
                });
        Awaitility.await()
            .atMost(HazelcastCluster.PATIENCE)
            .pollInterval(TestWorker.POLL)
            .ignoreExceptions()
            .until(() -> stays.asks() && !yields.asks());
        yields.awaitReads("of the larger side");
        stays.awaitReads("of the larger side");
        IMap<String, Object> map = larger.client().getMap("flagcache");
        assertThat(map.keySet().stream().filter(key -> key.endsWith("/head"))).hasSize(1);

        stays.receives("v2");
        yields.awaitReads("v2");
        stays.close();
        yields.awaitLead();
        yields.close();
      }
    }
  }

  private static TestWorker worker(HazelcastCluster side) {
    return new TestWorker(
        HazelcastFlagCache.builder()
            .instance(side.client())
            .locking(HazelcastLocking.MAP)
            .serviceKey("split"));
  }
}
