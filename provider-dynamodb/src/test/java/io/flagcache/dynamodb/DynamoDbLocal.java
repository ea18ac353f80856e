package io.flagcache.dynamodb;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.testservers.ServerProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** DynamoDB Local in a process of its own, in memory. It ends with this JVM. */
final class DynamoDbLocal {

  static final String SECRET = "a-secret-access-key";

  private static final Path JARS = Path.of("../dynamodb-local/target/server");
  private static @Nullable DynamoDbLocal shared;

  private final Path directory = ServerProcesses.newDirectory("flagcache-dynamodb");
  private final int port = ServerProcesses.freePort();
  private final Process process;

  private DynamoDbLocal() {
    try {
      process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx400m",
                      "-cp",
                      JARS.toAbsolutePath() + "/*",
                      "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                      "-inMemory",
                      "-sharedDb",
                      "-disableTelemetry",
                      "-port",
                      Integer.toString(port)))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ServerProcesses.atExit(this::kill, directory);
    try (DynamoDbClient client = client()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> client.listTables().hasTableNames());
    }
  }

  /** The one that tests share, or a visible skip where its jars were not fetched. */
  static synchronized DynamoDbLocal shared() {
    assumeTrue(Files.isDirectory(JARS), "The jars of DynamoDB Local are not in " + JARS);
    DynamoDbLocal started = shared;
    if (started == null) {
      started = new DynamoDbLocal();
      shared = started;
    }
    return started;
  }

  int port() {
    return port;
  }

  DynamoDbClient client(ExecutionInterceptor... interceptors) {
    return client(port, interceptors);
  }

  static DynamoDbClient client(int port, ExecutionInterceptor... interceptors) {
    return DynamoDbClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATEST", SECRET)))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            options ->
                options
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .executionInterceptors(List.of(interceptors)))
        .build();
  }

  /** For clients that look for credentials themselves. */
  static void setCredentials() {
    System.setProperty("aws.accessKeyId", "AKIATEST");
    System.setProperty("aws.secretAccessKey", SECRET);
  }

  static void clearCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  void pause() {
    ServerProcesses.pause(process.pid());
  }

  void resume() {
    ServerProcesses.resume(process.pid());
  }

  void kill() {
    ServerProcesses.kill(process.pid());
  }
}
