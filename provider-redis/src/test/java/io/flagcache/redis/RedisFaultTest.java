package io.flagcache.redis;

import static io.flagcache.redis.TestStores.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.TcpRelay;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.TransportMode;

/** What happens to a fleet when its one server fails, in both layouts. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisFaultTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** For tests that wait until it is over. */
  private static final Duration BRIEF = Duration.ofSeconds(4);

  private static final Duration SDKS_DEADLINE = Duration.ofSeconds(10);

  /** The client's words, or the engine's if this machine lets the client miss its own deadline. */
  private static final String DID_NOT_ANSWER = "(?s).*did not (answer|end) .*";

  private final List<AutoCloseable> open = new ArrayList<>();
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisTestServers.started(() -> RedisServer.start());
    open.add(server);
  }

  @AfterEach
  void stop() throws Exception {
    server.resume();
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private FlagDefinitionCacheProvider worker(RedisLayout layout) {
    return worker(layout, server.port(), TestStores.PATIENT);
  }

  private FlagDefinitionCacheProvider worker(RedisLayout layout, int port, Duration deadline) {
    FlagDefinitionCacheProvider worker =
        RedisFlagCache.builder()
            .url("redis://localhost:" + port)
            .layout(layout)
            .decisionDeadline(deadline)
            .transferDeadline(TestStores.PATIENT)
            .build();
    open.add(() -> await(worker.shutdown()));
    return worker;
  }

  private TcpRelay relay() {
    TcpRelay relay = new TcpRelay("127.0.0.1", server.port());
    open.add(relay);
    return relay;
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static boolean polls(FlagDefinitionCacheProvider worker) {
    return await(worker.shouldFetchFlagDefinitions());
  }

  private static void receives(FlagDefinitionCacheProvider worker, FlagDefinitionCacheData data) {
    await(worker.onFlagDefinitionsReceived(data));
  }

  private static Optional<FlagDefinitionCacheData> reads(FlagDefinitionCacheProvider worker) {
    return await(worker.getFlagDefinitions());
  }

  /** Polls as an SDK does, an error meaning that it goes to the API itself. */
  private static Optional<Boolean> tries(FlagDefinitionCacheProvider worker) {
    try {
      return Optional.of(polls(worker));
    } catch (RuntimeException outage) {
      return Optional.empty();
    }
  }

  private static void awaitLeads(FlagDefinitionCacheProvider worker) {
    Awaitility.await().atMost(PATIENCE).until(() -> tries(worker), Optional.of(true)::equals);
  }

  private static void awaitReads(FlagDefinitionCacheProvider worker, String name) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> tries(worker).equals(Optional.of(false)) ? reads(worker) : Optional.empty(),
            Optional.of(document(name))::equals);
  }

  private FlagDefinitionCacheProvider leader(RedisLayout layout, String name) {
    FlagDefinitionCacheProvider leader = worker(layout);
    assertThat(polls(leader)).isTrue();
    receives(leader, document(name));
    return leader;
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void killedServerComesBackEmptyAndTheLeaderPublishesAgain(RedisLayout layout) {
    FlagDefinitionCacheProvider leader = leader(layout, "v1");
    FlagDefinitionCacheProvider follower = worker(layout);
    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v1"));

    server.kill();
    assertThatThrownBy(() -> polls(leader)).hasMessageContaining("Redis localhost:");
    server.restart();

    awaitLeads(leader);
    awaitReads(follower, "v1");
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void flushedServerIsFilledAgain(RedisLayout layout) {
    FlagDefinitionCacheProvider leader = leader(layout, "v1");
    FlagDefinitionCacheProvider follower = worker(layout);
    assertThat(polls(follower)).isFalse();

    server.command("FLUSHALL");

    assertThat(polls(leader)).isTrue();
    awaitReads(follower, "v1");
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void stoppedServerFailsCallsInTimeAndIsUsedWhenItGoesOn(RedisLayout layout) {
    FlagDefinitionCacheProvider leader = worker(layout, server.port(), BRIEF);
    awaitLeads(leader);
    receives(leader, document("v1"));
    server.pause();
    long begin = System.nanoTime();

    assertThatThrownBy(() -> polls(leader)).hasMessageMatching(DID_NOT_ANSWER);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SDKS_DEADLINE);
    server.resume();
    awaitLeads(leader);
    receives(leader, document("v2"));
    awaitReads(worker(layout), "v2");
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void serverThatIsDownAtTheStartIsFoundWhenItComesUp(RedisLayout layout) {
    server.kill();
    FlagDefinitionCacheProvider worker = worker(layout);
    assertThatThrownBy(() -> polls(worker)).hasMessageContaining("out of reach");

    server.restart();

    awaitLeads(worker);
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void halfOpenConnectionIsReplaced(RedisLayout layout) {
    TcpRelay relay = relay();
    FlagDefinitionCacheProvider worker = worker(layout, relay.port(), BRIEF);
    awaitLeads(worker);
    relay.freeze();

    assertThatThrownBy(() -> polls(worker)).hasMessageMatching(DID_NOT_ANSWER);

    awaitLeads(worker);
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void cutConnectionIsMadeAgainWithinTheCall(RedisLayout layout) {
    TcpRelay relay = relay();
    FlagDefinitionCacheProvider worker = worker(layout, relay.port(), TestStores.PATIENT);
    assertThat(polls(worker)).isTrue();
    relay.cut();

    assertThat(polls(worker)).isTrue();
  }

  /** As on a machine that is busy, or was suspended. */
  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void clientThatIsBusyIsWaitedForUntilTheDeadline(RedisLayout layout) {
    EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    open.add(threads::shutdownGracefully);
    Config config = new Config();
    config.setEventLoopGroup(threads).setTransportMode(TransportMode.NIO);
    config.useSingleServer().setAddress(server.url());
    RedissonClient client = Redisson.create(config);
    open.add(client::shutdown);
    FlagDefinitionCacheProvider worker = TestStores.patient().client(client).layout(layout).build();
    assertThat(polls(worker)).isTrue();
    CountDownLatch busy = new CountDownLatch(1);
    open.add(busy::countDown);
    threads.execute(() -> awaitUninterruptibly(busy));

    CompletableFuture<Boolean> answer = worker.shouldFetchFlagDefinitions().toCompletableFuture();

    Awaitility.await().during(Duration.ofSeconds(1)).until(() -> !answer.isDone());
    busy.countDown();
    assertThat(answer.join()).isTrue();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void serverWithoutMemoryKeepsTheOldEntryAndTheLeader(RedisLayout layout) {
    FlagDefinitionCacheProvider leader = leader(layout, "v1");
    FlagDefinitionCacheProvider follower = worker(layout);
    polls(follower);
    server.command("CONFIG", "SET", "maxmemory", "1");

    assertThatThrownBy(() -> receives(leader, incompressible()))
        .hasMessageContaining("no memory left")
        .hasMessageContaining("maxmemory");

    assertThat(polls(follower)).isFalse();
    assertThat(reads(follower)).contains(document("v1"));
    assertThat(polls(leader)).isTrue();
    server.command("CONFIG", "SET", "maxmemory", "0");
    receives(leader, document("v2"));
    awaitReads(follower, "v2");
  }

  private static FlagDefinitionCacheData incompressible() {
    byte[] noise = new byte[200_000];
    ThreadLocalRandom.current().nextBytes(noise);
    StringBuilder text = new StringBuilder();
    for (byte each : noise) {
      text.append((char) (' ' + (each & 63)));
    }
    return FlagDefinitionCacheData.of(
        Map.of("flags", List.of(Map.of("key", text.toString())), "cohorts", Map.of()));
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void readOnlyReplicaIsNamedAsSuch(RedisLayout layout) {
    FlagDefinitionCacheProvider worker = worker(layout);
    assertThat(polls(worker)).isTrue();
    server.command("REPLICAOF", "127.0.0.1", "1");

    assertThatThrownBy(() -> polls(worker)).hasMessageContaining("read-only replica");

    server.command("REPLICAOF", "NO", "ONE");
    awaitLeads(worker);
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void serverThatRefusesForAWhileIsUsedWhenItIsRightAgain(RedisLayout layout) {
    FlagDefinitionCacheProvider worker = worker(layout);
    assertThat(polls(worker)).isTrue();
    server.command("ACL", "SETUSER", "default", "resetpass", ">another");
    server.commandAs("another", "CLIENT", "KILL", "TYPE", "normal");

    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> polls(worker))
                    .hasMessageContaining("asks for a password"));

    server.commandAs("another", "ACL", "SETUSER", "default", "nopass");
    awaitLeads(worker);
  }
}
