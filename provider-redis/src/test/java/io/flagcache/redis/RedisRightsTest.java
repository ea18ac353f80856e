package io.flagcache.redis;

import static io.flagcache.redis.TestStores.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.Role;
import io.flagcache.testservers.RedisCluster;
import io.flagcache.testservers.RedisSentinels;
import io.flagcache.testservers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rights that the documentation says are enough. */
class RedisRightsTest {

  private static final Path GUIDE = Path.of("../docs/redis.md");

  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisTestServers.started(() -> RedisServer.start());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** Runs the ACL SETUSER line of the guide for this user. */
  private static void grantAsDocumented(String user, RedisServer... servers) throws IOException {
    String line =
        Files.readAllLines(GUIDE).stream()
            .filter(each -> each.startsWith("ACL SETUSER " + user + " "))
            .findFirst()
            .orElseThrow();
    List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
    words.replaceAll(word -> word.equals(">PASSWORD") ? ">rights" : word);
    for (RedisServer each : servers) {
      each.command(words.toArray());
    }
  }

  private FlagDefinitionCacheProvider provider(String user, RedisLayout layout, Role role) {
    return RedisFlagCache.builder()
        .url(server.url())
        .user(user)
        .password("rights")
        .layout(layout)
        .role(role)
        .build();
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void documentedRightsAreEnough(RedisLayout layout) throws Exception {
    String suffix = Map.of(RedisLayout.FLAGCACHE, "", RedisLayout.POSTHOG, "-posthog").get(layout);
    grantAsDocumented("flags-worker" + suffix, server);
    grantAsDocumented("flags-reader" + suffix, server);
    FlagDefinitionCacheProvider worker = provider("flags-worker" + suffix, layout, Role.WORKER);
    FlagDefinitionCacheProvider other = provider("flags-worker" + suffix, layout, Role.WORKER);
    FlagDefinitionCacheProvider reader = provider("flags-reader" + suffix, layout, Role.READER);

    other.onFlagDefinitionsReceived(document("v0")).toCompletableFuture().join();
    assertThat(polls(worker)).isFalse();
    assertThat(polls(worker)).isTrue();
    worker.onFlagDefinitionsReceived(document("v1")).toCompletableFuture().join();
    assertThat(polls(worker)).isTrue();
    assertThat(polls(other)).isFalse();
    assertThat(other.getFlagDefinitions().toCompletableFuture().join()).contains(document("v1"));
    assertThat(reader.getFlagDefinitions().toCompletableFuture().join()).contains(document("v1"));

    String entry =
        layout == RedisLayout.POSTHOG ? "posthog:flags:default" : "flagcache:{default}:entry";
    server.command("SET", entry, "damaged");
    FlagDefinitionCacheProvider late = provider("flags-worker" + suffix, layout, Role.WORKER);
    assertThat(late.getFlagDefinitions().toCompletableFuture().join()).isEmpty();
    assertThat(server.command("EXISTS", entry)).isEqualTo(0L);
    for (FlagDefinitionCacheProvider each : List.of(worker, other, reader, late)) {
      each.shutdown().toCompletableFuture().join();
    }
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void documentedRightsAreEnoughInAClusterAndBehindSentinels(RedisLayout layout) throws Exception {
    String user = layout == RedisLayout.POSTHOG ? "flags-worker-posthog" : "flags-worker";
    RedisCluster cluster = RedisTestServers.cluster();
    RedisSentinels sentinels = RedisTestServers.sentinels();
    List<RedisServer> servers = new ArrayList<>(cluster.nodes());
    servers.addAll(sentinels.servers());
    grantAsDocumented(user, servers.toArray(RedisServer[]::new));
    for (RedisServer each : servers) {
      each.command("ACL", "SETUSER", user, "+cluster|nodes");
      if (layout == RedisLayout.FLAGCACHE) {
        each.command("ACL", "SETUSER", user, "+info", "+wait");
        if (String.valueOf(each.command("COMMAND", "INFO", "WAITAOF")).contains("waitaof")) {
          each.command("ACL", "SETUSER", user, "+waitaof");
        }
      }
    }

    for (String url :
        List.of(
            "redis+cluster://" + cluster.addresses(),
            "redis+sentinel://" + sentinels.addresses() + "/" + sentinels.masterName())) {
      FlagDefinitionCacheProvider worker =
          RedisFlagCache.builder()
              .url(url)
              .user(user)
              .password("rights")
              .layout(layout)
              .serviceKey("rights")
              .build();
      assertThat(polls(worker)).isTrue();
      worker.onFlagDefinitionsReceived(document("v1")).toCompletableFuture().join();
      assertThat(polls(worker)).isTrue();
      worker.shutdown().toCompletableFuture().join();
    }
  }

  private static boolean polls(FlagDefinitionCacheProvider worker) {
    return worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
  }

  @Test
  void missingRightIsNamed() {
    server.command("ACL", "SETUSER", "poor", "on", ">rights", "~flagcache:*", "+ping");

    assertThatThrownBy(() -> provider("poor", RedisLayout.FLAGCACHE, Role.WORKER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NOPERM")
        .hasMessageContaining("docs/redis.md");
  }
}
