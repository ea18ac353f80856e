package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisFlagCacheBuilderTest {

  private static final String SECRET = "sEcReT-123";

  private static final String PATIENT =
      "?decisionDeadline=%s&transferDeadline=%<s".formatted(TestStores.PATIENT);

  private final Lazy<RedisServer> server = new Lazy<>(RedisTestServers::borrow);

  @AfterEach
  void giveBack() {
    server.ifOpened().ifPresent(RedisTestServers::giveBack);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://:sEcReT-123@                          | cannot be read",
        "redis:sEcReT-123                              | cannot be read",
        "redis://sEcReT-123@host                       | user without a password",
        "redis://:sEcReT-123%ZZ@host                   | '%'",
        "redis://:sEcReT-123@host:99999                | port 99999",
        "redis://:sEcReT-123@ho st                     | no host:port",
        "redis://:sEcReT-123@a,b                       | several addresses",
        "redis://:sEcReT-123@host/zero                 | database",
        "redis://:sEcReT-123@host/0/1                  | two parts",
        "redis+cluster://:sEcReT-123@host/1            | a cluster has 0 alone",
        "redis+sentinel://:sEcReT-123@host             | names no master",
      })
  void urlThatCannotBeUsedIsNamedWithoutItsSecret(String url, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create(url))
        .withMessageContaining(message)
        .withMessageNotContaining(SECRET);
  }

  @Test
  void urlIsTakenApart() {
    RedisUrl url =
        RedisUrl.parse("rediss+sentinel://ap%40p:p+w%3A%2F@a.example,[::1]:26380/my-master/3");

    assertThat(url.topology()).isEqualTo(RedisUrl.Topology.SENTINEL);
    assertThat(url.addresses()).containsExactly("rediss://a.example:26379", "rediss://[::1]:26380");
    assertThat(url.user()).contains("ap@p");
    assertThat(url.password()).contains("p+w:/");
    assertThat(url.masterName()).contains("my-master");
    assertThat(url.database()).isEqualTo(3);
    assertThat(url).hasToString("Redis by sentinels a.example:26379,[::1]:26380 (TLS)");
  }

  @Test
  void needsOneWayToTheServer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisFlagCache.builder().build())
        .withMessageContaining("url, config and client");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RedisFlagCache.builder().url("redis://h").config(Path.of("x.yaml")).build())
        .withMessageContaining("set one and no other");
  }

  @Test
  void settingsThatDoNotGoTogetherAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisFlagCache.builder().url("redis://h?x=y").build())
        .withMessageContaining("has parameters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisFlagCache.builder().url("redis://h").user("me").build())
        .withMessageContaining("user without a password");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RedisFlagCache.builder().url("redis://h").sentinelPassword(SECRET).build())
        .withMessageContaining("redis+sentinel://")
        .withMessageNotContaining(SECRET);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RedisFlagCache.builder().url("redis://h").truststore(Path.of("pom.xml")).build())
        .withMessageContaining("rediss://");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RedisFlagCache.builder()
                    .url("rediss://h")
                    .truststore(Path.of("missing.p12"))
                    .build())
        .withMessageContaining("truststore is missing.p12");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RedisFlagCache.builder().config(Path.of("pom.xml")).password(SECRET).build())
        .withMessageContaining("go with a url");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RedisFlagCache.builder()
                    .config(Path.of("pom.xml"))
                    .passwordFile(Path.of("pom.xml"))
                    .build())
        .withMessageContaining("go with a url");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RedisFlagCache.builder()
                    .url("redis://:" + SECRET + "@h")
                    .passwordFile(Path.of("pom.xml"))
                    .build())
        .withMessageContaining("There is a password and also a passwordFile")
        .withMessageNotContaining(SECRET);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RedisFlagCache.builder()
                    .url("redis://h")
                    .layout(RedisLayout.POSTHOG)
                    .keyPrefix("app")
                    .build())
        .withMessageContaining("keyPrefix");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisFlagCache.builder().url("redis://h").keyPrefix("a{b}").build())
        .withMessageContaining("keyPrefix is 'a{b}'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create("redis://h?layout=python"))
        .withMessageContaining("flagcache or posthog");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create("redis://h?pasword=" + SECRET))
        .withMessageContaining("'pasword'")
        .withMessageNotContaining(SECRET);
  }

  @Test
  void sharedLayoutHasTheLeaseOfTheExamplesUnlessItIsTooShort() {
    RedisFlagCacheBuilder builder = RedisFlagCache.builder().layout(RedisLayout.POSTHOG);

    assertThat(builder.defaultLease(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(60));
    assertThat(builder.defaultLease(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(180));
    assertThat(RedisFlagCache.builder().defaultLease(Duration.ofSeconds(30)))
        .isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void serverThatRefusesIsNamedAtOnceWithoutTheSecret() {
    String address = server.get().address();

    assertRefused("redis://:" + SECRET + "@" + address, "refuses the user or the password");
    assertRefused("redis://" + SECRET + ":" + SECRET + "@" + address, "WRONGPASS");
    assertRefused("redis://" + address, "asks for a password");
    String right = ":" + RedisTestServers.PASSWORD + "@" + address;
    assertRefused("redis://" + right + "/99", "no database of that number");
    assertRefused("redis+cluster://" + right, "connect to it by redis://");
    assertRefused("redis+sentinel://" + right + "/flags", "is no sentinel");
  }

  private static void assertRefused(String url, String message) {
    assertThatThrownBy(() -> FlagDefinitionCacheProviders.create(url + PATIENT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message)
        .satisfies(
            failure -> {
              for (Throwable each = failure; each != null; each = each.getCause()) {
                assertThat(each.toString()).doesNotContain(SECRET, RedisTestServers.PASSWORD);
              }
            });
  }

  @Test
  void sentinelsThatKnowNoSuchMasterSaySo() {
    assertRefused(
        "redis+sentinel://" + RedisTestServers.sentinels().addresses() + "/other",
        "no master of that name");
  }

  /** The node answers for its own slots, so that some service keys are refused only at a poll. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c", "d", "e", "f"})
  void nodeOfAClusterIsToBeNamedAsACluster(String serviceKey) {
    RedisServer node = RedisTestServers.cluster().nodes().get(0);
    RedisFlagCacheBuilder builder =
        TestStores.patient()
            .url("redis://" + node.address())
            .password(RedisTestServers.PASSWORD)
            .serviceKey(serviceKey)
            .layout(RedisLayout.POSTHOG);

    assertThatThrownBy(() -> pollsOnce(builder)).hasMessageContaining("redis+cluster://");
  }

  private static void pollsOnce(RedisFlagCacheBuilder builder) {
    FlagDefinitionCacheProvider worker = builder.build();
    try {
      worker.shouldFetchFlagDefinitions().toCompletableFuture().join();
    } finally {
      Workers.shutDown(worker);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense: [", "singleServerConfig:\n  adress: redis://h\n", "- a\n"})
  void configurationThatIsNoneIsNamedWithoutItsText(String text, @TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve("redisson.yaml"), text + "# " + SECRET);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create("redis+config:" + file))
        .withMessageContaining("redisson.yaml")
        .withMessageNotContaining(SECRET);
  }

  @Test
  void configurationFileIsUsedAsItIs(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("redisson.yaml"),
            """
            singleServerConfig:
              address: "redis://%s"
              connectionMinimumIdleSize: 1
              connectionPoolSize: 2
              database: 5
            password: %s
            threads: 2
            nettyThreads: 2
            """
                .formatted(server.get().address(), RedisTestServers.PASSWORD));

    FlagDefinitionCacheProvider worker =
        FlagDefinitionCacheProviders.create("redis+config:" + file + PATIENT + "&serviceKey=yaml");

    assertThat(Workers.patiently(worker::shouldFetchFlagDefinitions)).isTrue();
    assertThat(server.get().info("db5")).contains("keys=");
    assertThat(worker.toString()).contains("redisson.yaml");
    Workers.shutDown(worker);
  }

  @Test
  void missingConfigurationFileIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlagDefinitionCacheProviders.create("redis+config:/no/such.yaml"))
        .withMessageContaining("/no/such.yaml");
  }
}
