package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.TcpRelay;
import io.flagcache.testservers.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** Servers, and proxies, that do not let scripts run. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisWithoutScriptsTest {

  /** What pings, and a connection that is made anew, may ask in a second. */
  private static final long FEW = 20;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private RedisServer server(String... arguments) {
    RedisServer server = RedisTestServers.started(() -> RedisServer.start(arguments));
    open.add(server);
    return server;
  }

  private RedisServer without(String commands) {
    List<String> arguments = new ArrayList<>();
    for (String command : commands.split(" ", -1)) {
      arguments.addAll(List.of("--rename-command", command, ""));
    }
    return server(arguments.toArray(String[]::new));
  }

  private RedissonClient client(RedisServer server) {
    Config config = new Config();
    config.useSingleServer().setAddress(server.url()).setConnectionMinimumIdleSize(1);
    RedissonClient client = Redisson.create(config);
    open.add(client::shutdown);
    return client;
  }

  @ParameterizedTest
  @CsvSource({
    "EVALSHA EVAL, FLAGCACHE, false",
    "EVALSHA, POSTHOG, false",
    "EVAL, FLAGCACHE, false",
    "EVALSHA, FLAGCACHE, true",
    "EVALSHA EVAL, POSTHOG, true",
  })
  void areFoundAtTheStartAndAskedNothingMore(String commands, RedisLayout layout, boolean given) {
    RedisServer server = without(commands);
    RedisFlagCacheBuilder builder = TestStores.patient().layout(layout);

    assertThatThrownBy(
            () -> (given ? builder.client(client(server)) : builder.url(server.url())).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("runs no scripts")
        .hasMessageContaining("allow EVAL and EVALSHA");

    assertIsAskedLittle(server);
  }

  @ParameterizedTest
  @CsvSource({"FLAGCACHE, TYPE", "POSTHOG, STRLEN"})
  void commandThatScriptsNeedIsMissedAtTheStart(RedisLayout layout, String command) {
    RedisServer server = without(command);

    assertThatThrownBy(() -> TestStores.patient().layout(layout).url(server.url()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lacks a command");
  }

  @ParameterizedTest
  @CsvSource({"FLAGCACHE, false", "POSTHOG, false", "FLAGCACHE, true", "POSTHOG, true"})
  void serverThatScriptsWereTakenFromIsNotAskedBetweenPolls(RedisLayout layout, boolean given) {
    RedisServer able = server();
    RedisServer unable = without("EVALSHA EVAL");
    TcpRelay relay = new TcpRelay("127.0.0.1", able.port());
    open.add(relay);
    RedisFlagCacheBuilder builder = TestStores.patient().layout(layout);
    if (given) {
      Config config = new Config();
      config
          .useSingleServer()
          .setAddress("redis://localhost:" + relay.port())
          .setConnectionMinimumIdleSize(1);
      RedissonClient client = Redisson.create(config);
      open.add(client::shutdown);
      builder.client(client);
    } else {
      builder.url("redis://localhost:" + relay.port());
    }
    FlagDefinitionCacheProvider worker = builder.build();
    open.add(() -> Workers.shutDown(worker));
    assertThat(polls(worker)).isTrue();

    relay.leadTo(unable.port());
    relay.cut();

    Awaitility.await()
        .untilAsserted(
            () -> assertThatThrownBy(() -> polls(worker)).hasMessageContaining("runs no scripts"));
    assertIsAskedLittle(unable);
    relay.leadTo(able.port());
    relay.cut();
    Awaitility.await().ignoreExceptions().until(() -> polls(worker));
  }

  private static void assertIsAskedLittle(RedisServer server) {
    long before = commands(server);
    Awaitility.await()
        .pollDelay(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(commands(server) - before).isLessThan(FEW));
  }

  /** With those that were refused. */
  private static long commands(RedisServer server) {
    return Long.parseLong(server.info("total_commands_processed"))
        + Long.parseLong(server.info("total_error_replies"));
  }

  private static boolean polls(FlagDefinitionCacheProvider worker) {
    return worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }
}
