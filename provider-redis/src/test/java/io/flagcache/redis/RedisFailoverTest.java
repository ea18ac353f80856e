package io.flagcache.redis;

import static io.flagcache.redis.TestStores.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheEvent;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisCluster;
import io.flagcache.testservers.RedisSentinels;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A primary is lost in the middle of a lease, and a replica takes its place. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisFailoverTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Long> epochs = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private FlagDefinitionCacheProvider worker(String url, RedisLayout layout) {
    FlagDefinitionCacheProvider worker =
        TestStores.patient()
            .url(url)
            .layout(layout)
            .pollInterval(Duration.ofSeconds(3))
            .lease(Duration.ofMinutes(10))
            .listener(
                event -> {
                  if (event instanceof FlagCacheEvent.BecameLeader leader) {
                    epochs.add(leader.epoch());
                  }
                })
            .build();
    open.add(() -> Workers.shutDown(worker));
    return worker;
  }

  private static boolean polls(FlagDefinitionCacheProvider worker) {
    return worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  private static Optional<Boolean> tries(FlagDefinitionCacheProvider worker) {
    try {
      return Optional.of(polls(worker));
    } catch (RuntimeException outage) {
      return Optional.empty();
    }
  }

  private static Optional<FlagDefinitionCacheData> reads(FlagDefinitionCacheProvider worker) {
    return worker.getFlagDefinitions().toCompletableFuture().join();
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void sentinelsPromoteAReplicaThatLacksTheLastDocument(RedisLayout layout) {
    RedisSentinels sentinels = RedisTestServers.started(() -> new RedisSentinels("failover-pw"));
    open.add(sentinels);
    String url =
        "redis+sentinel://:failover-pw@" + sentinels.addresses() + "/" + sentinels.masterName();
    FlagDefinitionCacheProvider leader = worker(url, layout);
    FlagDefinitionCacheProvider follower = worker(url, layout);
    RedisServer master = sentinels.master();
    List<RedisServer> replicas = sentinels.replicas();
    assertThat(polls(leader)).isTrue();
    Workers.patiently(() -> leader.onFlagDefinitionsReceived(document("v1")));
    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v1"));
    master.awaitReplicas(2);
    Object replicated = stored(master, layout);

    replicas.forEach(RedisServer::pause);
    // What lies in the connection would still reach a replica that goes on.
    master.command("CLIENT", "KILL", "TYPE", "replica");
    Workers.patiently(() -> leader.onFlagDefinitionsReceived(document("v2")));
    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v2"));
    master.kill();
    replicas.forEach(RedisServer::resume);
    RedisServer promoted = sentinels.awaitFailoverFrom(master);
    assertThat(stored(promoted, layout)).isEqualTo(replicated);

    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              tries(follower);
              return tries(leader);
            },
            Optional.of(true)::equals);
    FlagDefinitionCacheProvider newcomer = worker(url, layout);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              tries(leader);
              return tries(newcomer).equals(Optional.of(false))
                  ? reads(newcomer)
                  : Optional.empty();
            },
            Optional.of(document("v2"))::equals);
    assertThat(epochs).isSorted().doesNotHaveDuplicates();
  }

  private static Object stored(RedisServer server, RedisLayout layout) {
    return Objects.requireNonNull(
        layout == RedisLayout.POSTHOG
            ? server.command("GET", "posthog:flags:default")
            : server.command("HGET", "flagcache:{default}:entry", "hash"));
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void stoppedReplicaDoesNotKeepTheLeaseFromBeingTaken(RedisLayout layout) {
    RedisSentinels sentinels = RedisTestServers.started(() -> new RedisSentinels(null));
    open.add(sentinels);
    String url = "redis+sentinel://" + sentinels.addresses() + "/" + sentinels.masterName();
    FlagDefinitionCacheProvider worker = worker(url, layout);
    sentinels.replicas().forEach(RedisServer::pause);

    assertThat(polls(worker)).isTrue();

    sentinels.servers().forEach(RedisServer::resume);
  }

  @Test
  void clusterGoesOnWithTheReplicaOfALostNode() {
    RedisCluster cluster = RedisTestServers.started(() -> new RedisCluster(true, null));
    open.add(cluster);
    String url = "redis+cluster://" + cluster.addresses();
    FlagDefinitionCacheProvider leader = worker(url, RedisLayout.FLAGCACHE);
    FlagDefinitionCacheProvider follower = worker(url, RedisLayout.FLAGCACHE);
    assertThat(polls(leader)).isTrue();
    Workers.patiently(() -> leader.onFlagDefinitionsReceived(document("v1")));
    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v1"));
    RedisServer node = cluster.nodeFor("flagcache:{default}:entry");
    node.awaitReplicas(1);

    cluster.lose(node);

    Awaitility.await().atMost(PATIENCE).until(() -> tries(leader), Optional.of(true)::equals);
    Awaitility.await().atMost(PATIENCE).until(() -> tries(follower), Optional.of(false)::equals);
    assertThat(reads(follower)).contains(document("v1"));
    assertThat(epochs).hasSize(1);
  }
}
