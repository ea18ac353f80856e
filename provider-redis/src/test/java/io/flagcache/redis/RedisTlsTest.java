package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.ServerProcesses;
import io.flagcache.testservers.TlsFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisTlsTest {

  private static final String PASSWORD = "tls-and-password";

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
                + TlsFiles.PASSWORD);

    assertThat(worker.shouldFetchFlagDefinitions().toCompletableFuture().join()).isTrue();
    worker.shutdown().toCompletableFuture().join();
    assertThat(server.info("db3")).contains("keys=");
  }

  @Test
  void serverThatIsNotTrustedIsRefused() {
    assertThatThrownBy(
            () ->
                RedisFlagCache.builder()
                    .url("rediss://localhost:" + port)
                    .password(PASSWORD)
                    .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("trusted")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void plainConnectionToThePortForTlsSaysSo() {
    FlagDefinitionCacheProvider worker =
        RedisFlagCache.builder().url("redis://localhost:" + port).password(PASSWORD).build();

    assertThatThrownBy(() -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join())
        .hasMessageContaining("out of reach")
        .hasMessageContaining("TLS");
    worker.shutdown().toCompletableFuture().join();
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

    assertThatThrownBy(() -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join())
        .hasMessageContaining("TLS");
    worker.shutdown().toCompletableFuture().join();
  }
}
