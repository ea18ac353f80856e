package io.flagcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.demo.standin.GeneratedDefinitions;
import io.flagcache.demo.standin.ServedDocument;
import io.flagcache.demo.standin.StandInEndpoint;
import io.flagcache.testservers.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class SyncEndToEndTest {

  private static final String KEY = "phs_hidden-key";
  private static final Duration READY = Duration.ofMinutes(1);
  private static final String PASSWORD = "hidden-password";
  private static final int FLAGS = 7;

  @TempDir Path folder;

  private RedisServer redis = RedisServer.startWithPassword(PASSWORD);
  private StandInEndpoint endpoint = endpoint(0);

  @BeforeEach
  void serve() {
    assertThat(endpoint.counts().requests()).isZero();
  }

  @AfterEach
  void stop() {
    endpoint.close();
    redis.close();
  }

  @Test
  void publishesAndReadersReadOnWithoutTheApi() throws Exception {
    try (RunningSync sync = start("a")) {
      sync.awaitReady("leader", READY);
      assertThat(sync.get("/health/live")).startsWith("200");
      // A machine that is busy at the start may have fetched twice.
      await()
          .untilAsserted(
              () ->
                  assertThat(sync.get("/metrics"))
                      .containsPattern("flagcache_loader_polls_total\\{outcome=\"fetched\"} [1-9]")
                      .contains("flagcache_loader_flags 7.0")
                      .contains("jvm_memory_used_bytes"));
      assertThat(sync.get("/elsewhere")).startsWith("404");

      endpoint.close();
      await().untilAsserted(() -> assertThat(sync.get("/health/ready")).startsWith("503"));
      assertThat(flagsRead()).isEqualTo(FLAGS);
      int port = endpoint.host().getPort();
      endpoint = endpoint(port);
      sync.awaitReady("leader", READY);

      assertThat(sync.terminate()).isZero();
      assertThat(sync.log()).doesNotContain("hidden");
      ObjectMapper json = new ObjectMapper();
      for (String line : sync.log().lines().toList()) {
        assertThat(json.readTree(line).path("formattedMessage").asText()).isNotEmpty();
      }
      assertThat(sync.log()).containsOnlyOnce("ConnectException").contains("\"Stopped\"");
    }
  }

  @Test
  void readinessFollowsTheBackend() throws Exception {
    try (RunningSync sync = start("a")) {
      sync.awaitReady("leader", READY);
      redis.kill();
      await().untilAsserted(() -> assertThat(sync.get("/health/ready")).startsWith("503"));
      assertThat(sync.get("/health/live")).startsWith("200");
      redis.restart();
      sync.awaitReady("leader", READY);

      redis.pause();
      try {
        assertThat(sync.terminate()).isZero();
      } finally {
        redis.resume();
      }
      assertThat(sync.log()).doesNotContain("hidden");
    }
  }

  @Test
  void anotherTakesOverFromAKilledLeader() throws Exception {
    try (RunningSync first = start("a")) {
      first.awaitReady("leader", READY);
      try (RunningSync second = start("b")) {
        second.awaitReady("follower", READY);
        first.kill();
        second.awaitReady("leader", READY);
      }
    }
  }

  @Test
  void aStoppedLeaderHandsOverBeforeItsLeaseEnds() throws Exception {
    String longLease = redis.url() + "?lease=10m";
    try (RunningSync first = start("a", longLease)) {
      first.awaitReady("leader", READY);
      try (RunningSync second = start("b", longLease)) {
        second.awaitReady("follower", READY);
        assertThat(first.terminate()).isZero();
        second.awaitReady("leader", READY);
      }
    }
  }

  @Test
  void goesOnWhenTheKeyIsRefused() throws Exception {
    try (RunningSync sync =
        RunningSync.start(
            folder.resolve("log"),
            Map.of("POSTHOG_SECRET_KEY", "phs_hidden-wrong"),
            arguments(redis.url()))) {
      await()
          .untilAsserted(
              () ->
                  assertThat(sync.get("/health/ready"))
                      .startsWith("503")
                      .contains("the API rejects"));
      await().untilAsserted(() -> assertThat(sync.get("/metrics")).contains("backing_off\"} 2.0"));
      assertThat(sync.get("/health/live")).startsWith("200");
      assertThat(sync.log()).containsOnlyOnce("HTTP 401").doesNotContain("hidden");
    }
  }

  private RunningSync start(String name) throws Exception {
    return start(name, redis.url());
  }

  private RunningSync start(String name, String url) throws Exception {
    return RunningSync.start(
        folder.resolve(name), Map.of("POSTHOG_SECRET_KEY", KEY), arguments(url));
  }

  private String[] arguments(String url) {
    return Stream.of(
            "--host " + endpoint.host() + " --token phc_1 --url " + url,
            "--poll-interval 1s --log-format json")
        .flatMap(words -> Stream.of(words.split(" ")))
        .toArray(String[]::new);
  }

  private int flagsRead() throws Exception {
    FlagDefinitionCacheProvider reader =
        FlagDefinitionCacheProviders.create(redis.url() + "?role=reader");
    try {
      return reader
          .getFlagDefinitions()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS)
          .orElseThrow()
          .flags()
          .size();
    } finally {
      reader.shutdown().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static StandInEndpoint endpoint(int port) {
    try {
      return StandInEndpoint.start(
          "phc_1", KEY, ServedDocument.of(GeneratedDefinitions.of(FLAGS, 1)), port, status -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
