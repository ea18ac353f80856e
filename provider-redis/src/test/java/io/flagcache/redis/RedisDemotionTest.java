package io.flagcache.redis;

import static io.flagcache.redis.TestStores.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** One address, as of a proxy, that leads to another server after a fail-over. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisDemotionTest {

  private static final int SOME_POLLS = 5;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  /** The demoted server goes on answering on the connections that it has. */
  @ParameterizedTest
  @CsvSource({"FLAGCACHE, false", "POSTHOG, false", "FLAGCACHE, true", "POSTHOG, true"})
  void connectionToADemotedPrimaryIsGivenUp(RedisLayout layout, boolean given) {
    RedisServer demoted = server();
    RedisServer promoted = server();
    TcpRelay relay = new TcpRelay("127.0.0.1", demoted.port());
    open.add(relay);
    FlagDefinitionCacheProvider leader = worker(layout, relay, given);
    FlagDefinitionCacheProvider follower = worker(layout, relay, given);
    assertThat(polls(leader)).isTrue();
    Workers.patiently(() -> leader.onFlagDefinitionsReceived(document("v1")));
    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v1"));

    relay.leadTo(promoted.port());
    demoted.command("REPLICAOF", "127.0.0.1", promoted.port());

    AtomicInteger polls = new AtomicInteger();
    Awaitility.await()
        .until(
            () -> {
              polls.incrementAndGet();
              return tries(leader);
            },
            Optional.of(true)::equals);
    assertThat(polls.get()).isLessThanOrEqualTo(SOME_POLLS);
    Workers.patiently(() -> leader.onFlagDefinitionsReceived(document("v2")));
    Awaitility.await()
        .until(
            () -> tries(follower).equals(Optional.of(false)) ? reads(follower) : Optional.empty(),
            Optional.of(document("v2"))::equals);
  }

  private RedisServer server() {
    RedisServer server = RedisTestServers.started(() -> RedisServer.start());
    open.add(server);
    return server;
  }

  private FlagDefinitionCacheProvider worker(RedisLayout layout, TcpRelay relay, boolean given) {
    String url = "redis://localhost:" + relay.port();
    RedisFlagCacheBuilder builder = TestStores.patient().layout(layout);
    if (given) {
      Config config = new Config();
      config.useSingleServer().setAddress(url).setConnectionMinimumIdleSize(3);
      RedissonClient client = Redisson.create(config);
      open.add(client::shutdown);
      builder.client(client);
    } else {
      builder.url(url);
    }
    FlagDefinitionCacheProvider worker = builder.build();
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
}
