package io.flagcache.hazelcast;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.testservers.HazelcastCluster;
import io.flagcache.testservers.Workers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What tests share that do no lasting harm: three members, which are CP members where the version
 * has these, and clients. They end with this JVM.
 */
final class TestClusters {

  static final String MAP = "flagcache";

  /** A deadline for a call whose deadline is not what is tested: as long as may be. */
  static final Duration PATIENT = Duration.ofMillis(9900);

  private static @Nullable TestClusters shared;

  private final MembersProcess members = new MembersProcess();
  private final HazelcastInstance admin = admin(members);
  private final Queue<RelayedClient> idle = new ConcurrentLinkedQueue<>();
  private final AtomicInteger opened = new AtomicInteger();

  private TestClusters() {
    useOnce(admin);
  }

  static synchronized TestClusters shared() {
    TestClusters started = shared;
    if (started == null) {
      started = new TestClusters();
      shared = started;
    }
    return started;
  }

  /** Makes the CP group, and loads classes, which takes a slow machine longer than any deadline. */
  static void useOnce(HazelcastInstance instance) {
    useOnce(instance, HazelcastLocking.MAP);
    if (HazelcastCluster.HAS_FENCED_LOCK) {
      useOnce(instance, HazelcastLocking.FENCED);
    }
  }

  private static void useOnce(HazelcastInstance instance, HazelcastLocking locking) {
    FlagDefinitionCacheProvider first =
        patient().instance(instance).locking(locking).serviceKey("first-" + locking).build();
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              first.shouldFetchFlagDefinitions().toCompletableFuture().join();
              first
                  .onFlagDefinitionsReceived(TestWorker.document("first"))
                  .toCompletableFuture()
                  .join();
              return first.getFlagDefinitions().toCompletableFuture().join().isPresent();
            });
    Workers.shutDown(first);
  }

  /** Workers that are not tested for their deadlines. */
  static HazelcastFlagCacheBuilder patient() {
    return HazelcastFlagCache.builder().decisionDeadline(PATIENT).transferDeadline(PATIENT);
  }

  MembersProcess members() {
    return members;
  }

  /** A client that is never cut off, for what a test looks up or spoils. */
  HazelcastInstance admin() {
    return admin;
  }

  private static HazelcastInstance admin(MembersProcess members) {
    ClientConfig config = clientConfig(members.name());
    config.getNetworkConfig().setAddresses(members.addresses());
    // Members that are stopped or busy are not given up.
    config.setProperty("hazelcast.client.heartbeat.timeout", "120000");
    return HazelcastClient.newHazelcastClient(config);
  }

  /** A client of all members. */
  static HazelcastInstance client(String cluster, List<String> addresses) {
    ClientConfig config = clientConfig(cluster);
    config.getNetworkConfig().setAddresses(addresses);
    return HazelcastClient.newHazelcastClient(config);
  }

  /** As an application may have it: what these tests need set is set, and no more. */
  static ClientConfig clientConfig(String cluster) {
    ClientConfig config = new ClientConfig();
    config.setClusterName(cluster);
    config
        .getConnectionStrategyConfig()
        .setReconnectMode(ReconnectMode.ASYNC)
        .getConnectionRetryConfig()
        .setInitialBackoffMillis(50)
        .setMaxBackoffMillis(500);
    config.setProperty("hazelcast.client.heartbeat.interval", "1000");
    config.setProperty("hazelcast.client.heartbeat.timeout", "4000");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    return config;
  }

  static void awaitWorks(HazelcastInstance client) {
    Awaitility.await()
        .atMost(HazelcastCluster.PATIENCE)
        .pollDelay(Duration.ZERO)
        .ignoreExceptions()
        .until(() -> client.getMap("any").get("thing") == null);
  }

  /** A client that nobody else uses until it is given back. */
  RelayedClient borrow() {
    RelayedClient client = idle.poll();
    if (client == null) {
      client = new RelayedClient(members, opened.getAndIncrement());
    }
    client.heal();
    return client;
  }

  void giveBack(RelayedClient client) {
    client.relay().listen();
    idle.add(client);
  }

  /** Deletes what one service key has. */
  static void wipe(HazelcastInstance by, String serviceKey) {
    IMap<String, Object> map = by.getMap(MAP);
    map.removeAll(Predicates.like("__key", serviceKey + "/%"));
  }

  /** A service key whose lease a certain member keeps. */
  String serviceKeyOf(UUID member) {
    while (true) {
      String serviceKey = UUID.randomUUID().toString();
      if (admin
          .getPartitionService()
          .getPartition(serviceKey + "/lease")
          .getOwner()
          .getUuid()
          .equals(member)) {
        return serviceKey;
      }
    }
  }

  void pause() {
    members.pause();
  }

  /** Lets the members go on, and waits until they do. */
  void resume() {
    members.resume();
    awaitWorks(admin);
  }
}
