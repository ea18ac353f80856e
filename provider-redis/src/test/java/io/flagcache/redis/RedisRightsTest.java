package io.flagcache.redis;

import static io.flagcache.redis.TestStores.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.Role;
import io.flagcache.core.store.FlagCacheStore;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.url.Redaction;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisCluster;
import io.flagcache.testservers.RedisSentinels;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.config.Config;
import org.redisson.config.NameMapper;

/** The rights that the documentation says are enough. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
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

  /** Runs the ACL SETUSER lines of the guide for this user. */
  private static void grantAsDocumented(String user, RedisServer... servers) throws IOException {
    for (String line : documented(user)) {
      List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
      words.replaceAll(word -> word.equals(">PASSWORD") ? ">rights" : word);
      for (RedisServer each : servers) {
        each.command(words.toArray());
      }
    }
  }

  private FlagCacheProvider provider(String user, RedisLayout layout, Role role) {
    return TestStores.patient()
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

    Workers.patiently(() -> other.onFlagDefinitionsReceived(document("v0")));
    assertThat(polls(worker)).isFalse();
    assertThat(polls(worker)).isTrue();
    Workers.patiently(() -> worker.onFlagDefinitionsReceived(document("v1")));
    assertThat(polls(worker)).isTrue();
    assertThat(polls(other)).isFalse();
    assertThat(Workers.patiently(other::getFlagDefinitions)).contains(document("v1"));
    assertThat(Workers.patiently(reader::getFlagDefinitions)).contains(document("v1"));

    String entry =
        layout == RedisLayout.POSTHOG ? "posthog:flags:default" : "flagcache:{default}:entry";
    server.command("SET", entry, "damaged");
    assertThat(Workers.patiently(other::getFlagDefinitions)).isEmpty();
    assertThat(server.command("EXISTS", entry)).isEqualTo(0L);
    for (FlagDefinitionCacheProvider each : List.of(worker, other, reader)) {
      Workers.shutDown(each);
    }
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void namedRightsAreTheDocumentedOnesAndEnough(RedisLayout layout) throws Exception {
    String suffix = layout == RedisLayout.POSTHOG ? "-posthog" : "";
    List<FlagCacheProvider> open = new ArrayList<>();
    for (Role role : List.of(Role.WORKER, Role.READER)) {
      String user = "flags-" + role.name().toLowerCase(Locale.ROOT) + suffix;
      server.command("ACL", "SETUSER", user, "on", ">rights");
      assertThatThrownBy(() -> provider(user, layout, role)).hasMessageContaining("NOPERM");
      List<String> lines = rights(user, layout, role).lines().toList();
      assertThat(lines)
          .map(line -> line.replaceAll("~\\S+( ~\\S+)*", "KEYS"))
          .isEqualTo(
              documented(user).stream()
                  .map(line -> line.replace(" on >PASSWORD", "").replaceAll("~\\S+", "KEYS"))
                  .toList());

      lines.forEach(line -> server.command((Object[]) line.split(" ")));

      open.add(provider(user, layout, role));
    }
    FlagCacheProvider worker = open.get(0);
    assertThat(polls(worker)).isTrue();
    worker.onFlagDefinitionsReceived(document("v1")).join();
    assertThat(open.get(1).getFlagDefinitions().join()).contains(document("v1"));
    StoreStatus status = worker.inspect().join();
    assertThat(status.entry()).isPresent();
    assertThat(worker.revoke(status.lease().orElseThrow()).join()).isTrue();
    assertThat(polls(worker)).isTrue();
    open.forEach(each -> each.shutdown().join());
  }

  /** As a provider of that user tells, which need not be let in for it. */
  private String rights(String user, RedisLayout layout, Role role) {
    Config config = new Config();
    config.setUsername(user).setPassword("rights");
    config.useSingleServer().setAddress("redis://localhost:" + server.port());
    RedisSession session =
        new RedisSession(
            new ManagedRedisson(() -> config, "never asked"),
            new RedisFailures("", Redaction.NONE));
    FlagCacheStore store =
        layout == RedisLayout.POSTHOG
            ? new PostHogStore(session, TestStores.settings("default"))
            : new RedisStore(session, "flagcache", TestStores.settings("default"));
    return store.rights(role.access());
  }

  /** The lines for one server, which are the first block of such lines. */
  private static List<String> documented(String user) throws IOException {
    return Files.readAllLines(GUIDE).stream()
        .dropWhile(line -> !line.startsWith("ACL SETUSER "))
        .takeWhile(line -> line.startsWith("ACL SETUSER "))
        .filter(line -> line.startsWith("ACL SETUSER " + user + " "))
        .toList();
  }

  @Test
  void rightsNameTheKeysAsTheyAreAndNeverTheDefaultUser() {
    Config config = new Config();
    config.setNameMapper(NameMapper.direct()).setPassword("secret");
    config.useClusterServers().addNodeAddress("redis://localhost:1");

    assertThat(
            new RedisRights(config).lines(List.of("a*{b}"), "+get", List.of("+new"), true).lines())
        .containsExactly(
            "ACL SETUSER <user> resetkeys ~a\\*{b} resetchannels -@all +ping +select +eval"
                + " +evalsha +script|load +get +cluster|nodes +info +wait",
            "ACL SETUSER <user> +new",
            "ACL SETUSER <user> +waitaof");
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
      FlagCacheProvider worker =
          TestStores.patient()
              .url(url)
              .user(user)
              .password("rights")
              .layout(layout)
              .serviceKey("rights")
              .build();
      assertThat(polls(worker)).isTrue();
      Workers.patiently(() -> worker.onFlagDefinitionsReceived(document("v1")));
      assertThat(polls(worker)).isTrue();
      StoreStatus status = worker.inspect().join();
      assertThat(status.entry()).isPresent();
      assertThat(worker.revoke(status.lease().orElseThrow()).join()).isTrue();
      Workers.shutDown(worker);
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

  /** Reading is all that a start needs by itself, and is done inside a script. */
  @ParameterizedTest
  @CsvSource({"FLAGCACHE, hset", "FLAGCACHE, pexpire", "POSTHOG, set", "POSTHOG, pexpireat"})
  void missingRightOfAScriptIsFoundAtTheStartAndNamedWithItsCure(
      RedisLayout layout, String command) {
    server.command("ACL", "SETUSER", "lacking", "on", ">rights", "~*", "+@all", "-" + command);

    assertThatThrownBy(() -> provider("lacking", layout, Role.WORKER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not let this user do what is needed")
        .hasMessageContaining("ACL SETUSER lacking resetkeys")
        .hasMessageContaining("+" + command);
  }

  @ParameterizedTest
  @EnumSource(RedisLayout.class)
  void rightThatIsTakenAwayIsNamedAndHealsWhenItIsBack(RedisLayout layout) {
    String command = layout == RedisLayout.POSTHOG ? "get" : "hget";
    server.command("ACL", "SETUSER", "lacking", "on", ">rights", "~*", "+@all");
    FlagCacheProvider worker = provider("lacking", layout, Role.WORKER);
    assertThat(polls(worker)).isTrue();
    server.command("ACL", "SETUSER", "lacking", "-" + command);

    assertThatThrownBy(() -> polls(worker))
        .hasMessageContaining("does not let this user do what is needed")
        .hasMessageContaining("ACL SETUSER lacking");

    server.command("ACL", "SETUSER", "lacking", "+" + command);
    assertThat(polls(worker)).isTrue();
    Workers.shutDown(worker);
  }
}
