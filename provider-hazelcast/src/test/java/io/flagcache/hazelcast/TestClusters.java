package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.TcpRelay;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What tests share that do no lasting harm: three members, which are CP members where the version
 * has these, and clients. They end with this JVM.
 */
final class TestClusters {

  private static @Nullable TestClusters shared;

  final HazelcastCluster cluster =
      new HazelcastCluster(3, HazelcastCluster.HAS_FENCED_LOCK ? 3 : 0);
  final HazelcastInstance admin = cluster.client();
  final HazelcastInstance workers = cluster.unisocketClient();

  private TestClusters() {}

  static synchronized TestClusters shared() {
    TestClusters started = shared;
    if (started == null) {
      started = new TestClusters();
      shared = started;
    }
    return started;
  }

  /** Ends all faults, and waits until both clients work. */
  void heal() {
    cluster.resume();
    cluster.letClientsIn();
    for (HazelcastInstance client : List.of(admin, workers)) {
      Awaitility.await()
          .atMost(HazelcastCluster.PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .ignoreExceptions()
          .until(() -> client.getMap("any").get("thing") == null);
    }
  }

  /** The relay through which the one connection of the workers' client goes. */
  TcpRelay relayOfWorkers() {
    Map<TcpRelay, Long> before = new HashMap<>();
    cluster.members().forEach(member -> before.put(member.relay(), member.relay().bytes()));
    IMap<String, Object> map = workers.getMap("which-relay");
    map.set("anything", new byte[500_000]);
    return before.keySet().stream()
        .max(Comparator.comparingLong(relay -> relay.bytes() - before.getOrDefault(relay, 0L)))
        .orElseThrow();
  }
}
