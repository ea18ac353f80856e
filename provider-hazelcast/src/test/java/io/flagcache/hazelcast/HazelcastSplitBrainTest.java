package io.flagcache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.TcpRelay;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two members and one of the same cluster that do not find each other at first, under the map's
 * lock. With the majority of CP members on one side there is nothing to merge: {@link
 * HazelcastFaultTest} shows that the other side writes nothing.
 */
@ExtendWith(TakesTurns.class)
class HazelcastSplitBrainTest {

  private final String cluster = "split-" + UUID.randomUUID();
  private final List<HazelcastInstance> opened = new ArrayList<>();

  @AfterEach
  void end() {
    opened.forEach(each -> each.getLifecycleService().terminate());
  }

  /** A member that looks for others at these addresses. */
  private HazelcastInstance member(List<String> others) {
    Config config = HazelcastCluster.memberConfig(cluster, others);
    config.addMapConfig(new MapConfig(TestClusters.MAP).setBackupCount(2));
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "2");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "2");
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
    opened.add(member);
    return member;
  }

  private static String address(HazelcastInstance member) {
    return "127.0.0.1:" + port(member);
  }

  private static int port(HazelcastInstance member) {
    return member.getCluster().getLocalMember().getAddress().getPort();
  }

  private HazelcastInstance client(HazelcastInstance... members) {
    HazelcastInstance client =
        TestClusters.client(
            cluster, List.of(members).stream().map(HazelcastSplitBrainTest::address).toList());
    opened.add(0, client);
    return client;
  }

  private TestWorker worker(HazelcastInstance client) {
    return new TestWorker(
        HazelcastFlagCache.builder()
            .instance(client)
            .locking(HazelcastLocking.MAP)
            .serviceKey("split"));
  }

  private static void awaitSize(int size, HazelcastInstance... members) {
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                List.of(members).stream()
                    .allMatch(member -> member.getCluster().getMembers().size() == size));
  }

  @Test
  void eachSideHasALeaderAndAfterTheMergeTheLargerSidesDocumentAndLeaderRemain() {
    HazelcastInstance first = member(List.of());
    HazelcastInstance second = member(List.of(address(first)));
    awaitSize(2, first, second);
    try (TcpRelay bridge = new TcpRelay("127.0.0.1", port(first))) {
      bridge.refuse();
      HazelcastInstance third = member(List.of("127.0.0.1:" + bridge.port()));
      awaitSize(1, third);
      HazelcastInstance larger = client(first, second);
      TestWorker stays = worker(larger).awaitLead();
      TestWorker yields = worker(client(third)).awaitLead();
      stays.receives("of the larger side");
      yields.receives("of the smaller side");
      assertThat(stays.asks()).as("a leader on the larger side").isTrue();
      assertThat(yields.asks()).as("a leader on the smaller side").isTrue();

      bridge.listen();
      awaitSize(3, first, second, third);

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
      IMap<String, Object> map = larger.getMap(TestClusters.MAP);
      assertThat(map.keySet().stream().filter(key -> key.endsWith("/lease"))).hasSize(1);

      stays.receives("v2");
      yields.awaitReads("v2");
      stays.close();
      yields.awaitLead();
      yields.close();
    }
  }
}
