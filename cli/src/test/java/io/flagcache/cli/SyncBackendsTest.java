package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.demo.standin.GeneratedDefinitions;
import io.flagcache.demo.standin.ServedDocument;
import io.flagcache.demo.standin.StandInEndpoint;
import io.flagcache.testservers.DynamoDbServer;
import io.flagcache.testservers.database.TestServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two writers, an operator and readers on each backend; Redis is {@link SyncEndToEndTest}'s. */
@Execution(ExecutionMode.CONCURRENT)
class SyncBackendsTest {

  private static final String KEY = "phs_hidden-key";
  private static final Duration READY = Duration.ofMinutes(2);
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  @BeforeAll
  static void giveCredentials() {
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "any");
  }

  @AfterAll
  static void takeCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  static Stream<Arguments> backends() {
    Supplier<String> postgres =
        () ->
            TestServers.postgres().url()
                + "&flagcache.createSchema=true&flagcache.serviceKey="
                + UUID.randomUUID();
    Supplier<String> dynamoDb =
        () ->
            "dynamodb://sync-"
                + UUID.randomUUID()
                + "?region=eu-central-1&createTable=true&endpoint=http://127.0.0.1:"
                + DynamoDbServer.shared().port();
    Supplier<String> hazelcast = () -> "hazelcast:embedded?cluster=sync-" + UUID.randomUUID();
    return Stream.of(
        arguments("PostgreSQL", postgres),
        arguments("DynamoDB", dynamoDb),
        arguments("Hazelcast", hazelcast));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("backends")
  void oneWriterFetchesAndIsReplacedAndReadersNeedNoApi(String backend, Supplier<String> server)
      throws Exception {
    String url = server.get();
    ServedDocument document = ServedDocument.of(GeneratedDefinitions.of(7, 1));
    StandInEndpoint endpoint = StandInEndpoint.start("phc_1", KEY, document, 0, status -> {});
    try (endpoint;
        RunningSync first = start("a", url, endpoint)) {
      first.awaitReady("leader", READY);
      try (RunningSync second = start("b", url, endpoint)) {
        second.awaitReady("follower", READY);
        assertThat(run(url, "status")).as(out.toString()).isZero();

        endpoint.close();
        assertThat(run(url, "dump")).isZero();
        assertThat(FlagDefinitionJson.parse(out.toString().getBytes(StandardCharsets.US_ASCII)))
            .isEqualTo(GeneratedDefinitions.of(7, 1));
        first.kill();
        await()
            .untilAsserted(
                () ->
                    assertThat(second.get("/metrics"))
                        .containsPattern("flagcache_leader\\{[^}]*} 1\\.0"));
        assertThat(run(url, "doctor")).as(out.toString()).isZero();
        assertThat(second.terminate()).isZero();
        assertThat(first.log() + second.log()).doesNotContain("hidden");
      }
    }
  }

  private RunningSync start(String name, String url, StandInEndpoint endpoint) throws Exception {
    return RunningSync.start(
        folder.resolve(name),
        Map.of(
            "POSTHOG_SECRET_KEY",
            KEY,
            "FLAGCACHE_URL",
            url,
            "AWS_ACCESS_KEY_ID",
            "any",
            "AWS_SECRET_ACCESS_KEY",
            "any"),
        "--host",
        endpoint.host().toString(),
        "--token",
        "phc_1",
        "--poll-interval",
        "1s");
  }

  private int run(String url, String command) {
    out.getBuffer().setLength(0);
    return FlagcacheCommand.commandLine(Map.of("FLAGCACHE_URL", url))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(out, true))
        .execute(command);
  }
}
