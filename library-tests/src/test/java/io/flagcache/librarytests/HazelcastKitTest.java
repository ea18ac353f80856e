package io.flagcache.librarytests;

import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.Lazy;
import org.junit.jupiter.api.AfterAll;

/** A member and clients of the same version. */
class HazelcastKitTest extends QuickKit {
  private static final Lazy<HazelcastCluster> CLUSTER =
      new Lazy<>(() -> new HazelcastCluster(1, 0));

  @AfterAll
  static void stop() {
    CLUSTER.ifOpened().ifPresent(HazelcastCluster::close);
  }

  @Override
  String url() {
    HazelcastCluster cluster = CLUSTER.get();
    return "hazelcast://" + cluster.name() + "@" + cluster.clientAddresses();
  }
}
