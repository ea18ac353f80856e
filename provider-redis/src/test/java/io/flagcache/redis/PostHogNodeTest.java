package io.flagcache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagDefinitionJson;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.RedisServer;
import io.flagcache.testservers.Workers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java and Node workers that share one copy and one leader. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class PostHogNodeTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FIXTURES = Path.of("../conformance-proofs/src/test/resources/fixtures");

  /** That of the reader in the guide. */
  private static final String FLEET = "checkout";

  private static final String ENTRY = "posthog:flags:" + FLEET;
  private static final String LOCK = ENTRY + ":lock";

  /** JavaScript writes 1.0 as 1. */
  private static final Comparator<JsonNode> BY_NUMBER =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private RedisServer server;
  private HttpServer api;
  private byte[] document;
  private @Nullable String etag;

  /** Before the test that has its turn, for which others may wait. */
  @BeforeAll
  static void install() {
    NodeWorker.installed();
  }

  @AfterAll
  static void endProcesses() {
    NodeWorker.endProcesses();
  }

  @BeforeEach
  void start() throws IOException {
    server = RedisTestServers.borrow();
    document = Files.readAllBytes(FIXTURES.resolve("multivariate.json"));
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::answer);
    api.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestURI().getPath().equals("/flags/definitions")) {
        requests.incrementAndGet();
      }
      if (etag != null) {
        if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
          exchange.sendResponseHeaders(304, -1);
          return;
        }
        exchange.getResponseHeaders().add("ETag", etag);
      }
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, document.length);
      exchange.getResponseBody().write(document);
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    api.stop(0);
    RedisTestServers.giveBack(server);
  }

  private String apiUrl() {
    return "http://127.0.0.1:" + api.getAddress().getPort();
  }

  private NodeWorker opened(NodeWorker worker) {
    open.add(worker);
    return worker;
  }

  private NodeWorker node(String serviceKey) {
    return opened(NodeWorker.start(server.url(), apiUrl(), serviceKey));
  }

  private NodeWorker reader() throws IOException {
    return opened(NodeWorker.startReader(OtherLanguagesGuide.readerUrl(server), apiUrl()));
  }

  /** What the API's answer makes a worker evaluate that shares nothing. */
  private JsonNode evaluatedFromApi() throws IOException {
    NodeWorker alone = node("alone");
    assertThat(alone.polls()).isTrue();
    JsonNode evaluated = alone.evaluates(people());
    alone.shutdown();
    return evaluated;
  }

  private JavaWorker java() {
    JavaWorker worker =
        new JavaWorker(
            TestStores.patient()
                .url(server.url())
                .layout(RedisLayout.POSTHOG)
                .serviceKey(FLEET)
                .build());
    open.add(worker::shutdown);
    return worker;
  }

  /** Calls the provider as an SDK does. */
  private final class JavaWorker {
    private final FlagDefinitionCacheProvider provider;

    JavaWorker(FlagDefinitionCacheProvider provider) {
      this.provider = provider;
    }

    boolean polls() {
      boolean leads = provider.shouldFetchFlagDefinitions().toCompletableFuture().join();
      if (leads) {
        provider
            .onFlagDefinitionsReceived(FlagDefinitionJson.parse(document))
            .toCompletableFuture()
            .join();
      }
      return leads;
    }

    FlagDefinitionCacheData reads() {
      return provider.getFlagDefinitions().toCompletableFuture().join().orElseThrow();
    }

    void shutdown() {
      Workers.shutDown(provider);
    }
  }

  private static JsonNode people() throws IOException {
    return JSON.readTree(
        """
        [
          {"distinctId": "alice"},
          {"distinctId": "bob", "personProperties": {"email": "bob@example.com", "region": "USA"}},
          {"distinctId": "carol", "groups": {"company": "acme", "organization": "acme"},
           "groupProperties": {"company": {"plan": "enterprise"},
                               "organization": {"plan": "enterprise"}}},
          {"distinctId": "ünïcødé-😀", "personProperties": {"name": "雪"}}
        ]
        """);
  }

  // One after another on two processes.
  @Execution(ExecutionMode.SAME_THREAD)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "captured-response",
        "dependency-chain",
        "early-exit",
        "group-properties",
        "maximal-flag.raw",
        "multivariate",
        "nested-cohorts",
        "rules-v2",
        "static-cohort",
        "unicode",
        "unknown-metadata.raw"
      })
  void eitherLeadsAndTheOtherHasWhatTheApiServed(String fixture) throws Exception {
    document = Files.readAllBytes(FIXTURES.resolve(fixture + ".json"));
    JsonNode fromApi = evaluatedFromApi();

    JavaWorker java = java();
    assertThat(java.polls()).isTrue();
    NodeWorker node = node(FLEET);
    int before = requests.get();
    assertThat(node.polls()).isFalse();
    assertThat(node.evaluates(people())).isEqualTo(fromApi);
    assertThat(reader().evaluates(people())).isEqualTo(fromApi);
    assertThat(requests.get()).isEqualTo(before);

    java.shutdown();
    assertThat(node.polls()).isTrue();
    JavaWorker reader = java();
    assertThat(reader.polls()).isFalse();
    JsonNode served = JSON.readTree(document);
    JsonNode read = JSON.readTree(FlagDefinitionJson.write(reader.reads()));
    for (String member : List.of("flags", "group_type_mapping", "cohorts")) {
      assertThat(read.get(member).equals(BY_NUMBER, served.get(member)))
          .as(member + ": " + read.get(member))
          .isTrue();
    }
    assertThat(read.get("property_matching_version"))
        .isEqualTo(served.get("property_matching_version"));
  }

  @Test
  void mixedFleetHasOneLeaderThroughEveryChange() {
    JavaWorker firstJava = java();
    // Before there are Node workers, which poll when they start.
    assertThat(firstJava.polls()).isTrue();
    NodeWorker firstNode = node(FLEET);
    assertThat(firstJava.polls()).isTrue();
    NodeWorker secondNode = node(FLEET);
    JavaWorker secondJava = java();
    JavaWorker thirdJava = java();

    for (int round = 0; round < 3; round++) {
      assertThat(firstJava.polls()).isTrue();
      assertThat(List.of(firstNode.polls(), secondNode.polls())).containsOnly(false);
      assertThat(List.of(secondJava.polls(), thirdJava.polls())).containsOnly(false);
    }

    firstJava.shutdown();
    assertThat(firstNode.polls()).isTrue();
    assertThat(List.of(secondJava.polls(), thirdJava.polls(), secondNode.polls()))
        .containsOnly(false);

    firstNode.kill();
    assertThat(List.of(secondJava.polls(), thirdJava.polls(), secondNode.polls()))
        .containsOnly(false);
    server.command("PEXPIRE", LOCK, 0);
    assertThat(secondJava.polls()).isTrue();
    assertThat(List.of(thirdJava.polls(), secondNode.polls())).containsOnly(false);

    secondNode.shutdown();
    thirdJava.shutdown();
    assertThat(secondJava.polls()).isTrue();
  }

  @Test
  void keysLiveAsLongAsInTheExamples() {
    JavaWorker java = java();
    long before = System.nanoTime();
    assertThat(java.polls()).isTrue();

    Long lease = (Long) Objects.requireNonNull(server.command("PTTL", LOCK));
    Long life = (Long) Objects.requireNonNull(server.command("PTTL", ENTRY));
    long since = Duration.ofNanos(System.nanoTime() - before).plusMillis(1).toMillis();
    assertThat(lease).isBetween(60_000 - since, 60_000L);
    assertThat(life).isBetween(86_400_000 - since, 86_400_000L);
    assertThat(server.command("TYPE", LOCK)).isEqualTo("string");
    assertThat(server.command("TYPE", ENTRY)).isEqualTo("string");
    assertThat((List<?>) server.command("KEYS", "*")).hasSize(2);
  }

  @Test
  void supersededJavaLeaderDoesNotReplaceWhatNodeWrote() {
    JavaWorker java = java();
    assertThat(java.polls()).isTrue();
    server.command("DEL", LOCK);
    NodeWorker node = node(FLEET);
    assertThat(node.polls()).isTrue();
    Object written = server.command("GET", ENTRY);

    java.provider
        .onFlagDefinitionsReceived(
            FlagDefinitionCacheData.of(Map.of("flags", List.of(), "cohorts", Map.of())))
        .toCompletableFuture()
        .join();

    assertThat(server.command("GET", ENTRY)).isEqualTo(written);
    assertThat(java.polls()).isFalse();
  }

  @Test
  void whatIsEvictedWhileNodeHears304IsStoredAgainByJava() throws Exception {
    etag = "\"one\"";
    NodeWorker node = node(FLEET);
    assertThat(node.polls()).isTrue();
    JavaWorker java = java();
    assertThat(java.polls()).isFalse();
    FlagDefinitionCacheData read = java.reads();
    server.command("DEL", ENTRY);

    assertThat(node.polls()).isTrue();
    assertThat(server.command("GET", ENTRY)).as("Node heard 304").isNull();
    assertThat(java.polls()).isFalse();
    assertThat(java.polls()).isFalse();

    Awaitility.await().until(() -> server.command("GET", ENTRY) != null);
    assertThat(java.reads()).isEqualTo(read);
    NodeWorker another = node(FLEET);
    assertThat(another.polls()).isFalse();
    assertThat(another.evaluates(people())).isEqualTo(node.evaluates(people()));
  }

  @Test
  void readerKeepsWhatItHasAndNeverAsksTheApi() throws Exception {
    JsonNode fromApi = evaluatedFromApi();
    int before = requests.get();
    NodeWorker reader = reader();
    JsonNode nothing = reader.evaluates(people());
    assertThat(nothing).isNotEqualTo(fromApi);

    assertThat(java().polls()).isTrue();
    reader.polls();
    assertThat(reader.evaluates(people())).isEqualTo(fromApi);

    for (String damage : List.of("{\"flags\":[{\"key\"", "[1]", "null", "{}", "{\"flags\":{}}")) {
      server.command("SET", ENTRY, damage);
      reader.polls();
      assertThat(reader.evaluates(people())).as(damage).isEqualTo(fromApi);
    }
    server.command("DEL", ENTRY);
    reader.polls();
    assertThat(reader.evaluates(people())).isEqualTo(fromApi);
    assertThat(server.command("EXISTS", ENTRY)).isEqualTo(0L);
    assertThat(requests.get()).isEqualTo(before);
  }

  @Test
  void fleetMovesFromTheExampleToOneWriterAndReadersAndBack() throws Exception {
    JsonNode first = evaluatedFromApi();
    NodeWorker leader = node(FLEET);
    assertThat(leader.polls()).isTrue();
    NodeWorker follower = node(FLEET);
    JavaWorker writer = java();
    assertThat(List.of(writer.polls(), follower.polls())).containsOnly(false);

    // Each goes on in the process of the one that it replaces.
    follower.shutdown();
    NodeWorker reader = reader();
    assertThat(reader.evaluates(people())).isEqualTo(first);
    assertThat(leader.polls()).isTrue();
    assertThat(writer.polls()).isFalse();
    leader.shutdown();
    NodeWorker secondReader = reader();
    assertThat(secondReader.evaluates(people())).isEqualTo(first);
    assertThat(writer.polls()).isTrue();

    document = Files.readAllBytes(FIXTURES.resolve("maximal-flag.raw.json"));
    JsonNode second = evaluatedFromApi();
    assertThat(second).isNotEqualTo(first);
    int before = requests.get();
    assertThat(writer.polls()).isTrue();
    assertThat(JSON.readTree((String) server.command("GET", ENTRY)))
        .isEqualTo(JSON.readTree(document));
    for (NodeWorker each : List.of(reader, secondReader)) {
      assertThat(each.polls()).isFalse();
      assertThat(each.evaluates(people())).isEqualTo(second);
    }
    assertThat(requests.get()).isEqualTo(before);

    NodeWorker example = node(FLEET);
    assertThat(example.polls()).isFalse();
    assertThat(writer.polls()).isTrue();
    writer.shutdown();
    assertThat(example.polls()).isTrue();
    for (NodeWorker each : List.of(example, reader, secondReader)) {
      each.polls();
      assertThat(each.evaluates(people())).isEqualTo(second);
    }
  }
}
