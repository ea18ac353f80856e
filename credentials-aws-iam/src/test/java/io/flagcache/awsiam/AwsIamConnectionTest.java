package io.flagcache.awsiam;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.redis.RedisFlagCache;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.ServerProcesses;
import io.flagcache.testservers.TlsFiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A token reaches a server as it was made; no server but AWS's own checks its signature. */
class AwsIamConnectionTest {

  @Test
  void tokenIsSentByTlsInPlaceOfAPassword() {
    Assumptions.assumeTrue(RedisServer.isAvailable());
    AwsIamCredentials credentials =
        AwsIamCredentials.forElastiCache("my-cache")
            .user("iam-user-01")
            .region("eu-central-1")
            .awsCredentials(
                StaticCredentialsProvider.create(
                    // As long as those of roles are.
                    AwsSessionCredentials.create("AKIAEXAMPLE", "key", "x".repeat(1000))))
            .clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
            .build();
    TlsFiles files = new TlsFiles();
    int port = ServerProcesses.freePort();
    try (RedisServer server = RedisServer.start(files.redisArguments(port))) {
      String token = credentials.resolveCredentials().password();
      server.command("ACL", "SETUSER", "iam-user-01", "on", ">" + token, "~*", "&*", "+@all");
      FlagCacheProvider worker =
          RedisFlagCache.builder()
              .url("rediss://localhost:" + port)
              .truststore(files.truststore())
              .truststorePassword(TlsFiles.PASSWORD)
              .credentialsProvider(credentials)
              .decisionDeadline(Duration.ofSeconds(9))
              .transferDeadline(Duration.ofSeconds(9))
              .build();

      Awaitility.await()
          .ignoreExceptions()
          .until(() -> worker.shouldFetchFlagDefinitions().toCompletableFuture().join());
      assertThat(String.valueOf(server.command("CLIENT", "LIST"))).contains("user=iam-user-01");
      worker.shutdown().toCompletableFuture().join();
    }
  }
}
