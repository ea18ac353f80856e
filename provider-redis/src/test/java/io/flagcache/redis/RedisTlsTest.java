package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.ServerProcesses;
import io.flagcache.testservers.TlsFiles;
import io.flagcache.testservers.Workers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class RedisTlsTest {

  private static final String PASSWORD = "tls-and-password";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static RedisServer server;
  private static TlsFiles files;
  private static int port;

  @BeforeAll
  static void start() {
    files = new TlsFiles();
    port = ServerProcesses.freePort();
    server =
        RedisTestServers.started(
            () -> RedisServer.startWithPassword(PASSWORD, files.redisArguments(port)));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void trustedServerIsTalkedToByTlsWithUserAndPassword() {
    server.command("ACL", "SETUSER", "app", "on", ">p@ss:w/rd", "~*", "&*", "+@all");
    FlagDefinitionCacheProvider worker =
        FlagDefinitionCacheProviders.create(
            "rediss://app:p%40ss%3Aw%2Frd@localhost:"
                + port
                + "/3?truststore="
                + files.truststore()
                + "&truststorePassword="
                + TlsFiles.PASSWORD
                + "&decisionDeadline=%s&transferDeadline=%<s".formatted(TestStores.PATIENT));

    // The first use of TLS loads many classes.
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join());
    Workers.shutDown(worker);
    assertThat(server.info("db3")).contains("keys=");
  }

  @Test
  void serverThatIsNotTrustedIsRefused() {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () ->
                            TestStores.patient()
                                .url("rediss://localhost:" + port)
                                .password(PASSWORD)
                                .build()
                                .shutdown())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("trusted")
                    .hasMessageNotContaining(PASSWORD));
  }

  @Test
  void plainConnectionToThePortForTlsSaysSo() {
    FlagDefinitionCacheProvider worker =
        RedisFlagCache.builder().url("redis://localhost:" + port).password(PASSWORD).build();

    awaitFailure(worker, "out of reach", "TLS");
    Workers.shutDown(worker);
  }

  @Test
  void tlsConnectionToAPlainPortSaysSo() {
    FlagDefinitionCacheProvider worker =
        RedisFlagCache.builder()
            .url("rediss://localhost:" + server.port())
            .password(PASSWORD)
            .truststore(files.truststore())
            .truststorePassword(TlsFiles.PASSWORD)
            .build();

    awaitFailure(worker, "TLS");
    Workers.shutDown(worker);
  }

  /** Of a slow machine the engine may say first that the time is over. */
  private static void awaitFailure(FlagDefinitionCacheProvider worker, String... words) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join())
                    .message()
                    .contains(words));
  }
}
