package io.flagcache.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.flagcache.testservers.TcpRelay;
import org.jspecify.annotations.Nullable;

/**
 * What tests share that do no lasting harm: three members, with three CP members among them where
 * the version has them, a member in this JVM, and clients. They end with this JVM.
 */
final class TestClusters {

  private static @Nullable TestClusters shared;

  final TestCluster cluster = new TestCluster(3, TestCluster.HAS_FENCED_LOCK ? 3 : 0);
  final HazelcastInstance admin = cluster.client();
  final TcpRelay relay = new TcpRelay("127.0.0.1", cluster.members().get(0).port());
  final HazelcastInstance relayed = cluster.clientAt("127.0.0.1:" + relay.port());
  private @Nullable HazelcastInstance member;

  private TestClusters() {}

  static synchronized TestClusters shared() {
    TestClusters started = shared;
    if (started == null) {
      started = new TestClusters();
      shared = started;
    }
    return started;
  }

  synchronized HazelcastInstance member() {
    HazelcastInstance started = member;
    if (started == null) {
      started = cluster.member();
      member = started;
    }
    return started;
  }
}
