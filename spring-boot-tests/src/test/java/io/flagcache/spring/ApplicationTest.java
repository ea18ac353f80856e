package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.spring.SampleApplication.SampleSdk;
import io.flagcache.testservers.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole application with a web server, on a real Redis. */
class ApplicationTest {

  private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final RedisServer redis = RedisServer.start();
  private final Api api = Api.start();

  @AfterEach
  void stopServers() {
    api.close();
    redis.close();
  }

  private ConfigurableApplicationContext start(String... more) {
    List<String> properties =
        Stream.of(
                Stream.of(
                    "server.port=0",
                    "flagcache.url=" + redis.url(),
                    "flagcache.service-key=checkout",
                    "flagcache.poll-interval=1s",
                    "flagcache.lease=5m",
                    "flagcache.posthog.project-token=phc_1",
                    "management.endpoints.web.exposure.include=health,metrics",
                    "management.endpoint.health.probes.enabled=true",
                    "management.endpoint.health.show-details=always",
                    "management.health.flag-definitions.enabled=true",
                    "management.endpoint.health.group.readiness.include="
                        + "readinessState,flagDefinitions"),
                Stream.of(api.properties()),
                Stream.of(more))
            .flatMap(all -> all)
            .toList();
    return SpringApplication.run(
        SampleApplication.class,
        properties.stream().map(property -> "--" + property).toArray(String[]::new));
  }

  private HttpResponse<String> get(ConfigurableApplicationContext context, String path)
      throws IOException, InterruptedException {
    String port = context.getEnvironment().getProperty("local.server.port");
    URI uri = URI.create("http://localhost:" + port + "/actuator/" + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private JsonNode flagCacheHealth(ConfigurableApplicationContext context)
      throws IOException, InterruptedException {
    return new ObjectMapper()
        .readTree(get(context, "health").body())
        .path("components")
        .path("flagCache");
  }

  @Test
  void healthReadinessAndMetersTellWhatHappens() throws Exception {
    api.answers(503);
    try (ConfigurableApplicationContext context = start()) {
      assertThat(get(context, "health/readiness").statusCode())
          .as("without definitions")
          .isEqualTo(503);

      api.answers(200);
      await()
          .atMost(ONE_MINUTE) // Without definitions one read waits for 8 s.
          .until(
              () -> {
                context.getBean(SampleSdk.class).poll();
                return get(context, "health/readiness").statusCode() == 200;
              });
      assertThat(flagCacheHealth(context).path("status").asText()).isEqualTo("UP");
      assertThat(flagCacheHealth(context).path("details").path("leader").asBoolean()).isTrue();
      assertThat(get(context, "metrics/flagcache.leader?tag=service.key:checkout").body())
          .contains("\"value\":1.0");
      assertThat(get(context, "metrics/flagcache.leader.changes?tag=change:became").body())
          .as("it became leader before Boot bound the meters")
          .contains("\"value\":1.0");
      assertThat(get(context, "metrics/flagcache.loader.api.requests?tag=status:503").body())
          .as("it asked the API before Boot bound the meters")
          .contains("\"value\":1.0");

      redis.kill();
      await()
          .until(
              () -> {
                context.getBean(SampleSdk.class).poll();
                return !flagCacheHealth(context).path("details").path("backendAnswers").asBoolean();
              });
      assertThat(get(context, "health/readiness").statusCode())
          .as("without its backend, but with definitions")
          .isEqualTo(200);
      assertThat(flagCacheHealth(context).path("status").asText()).isEqualTo("UP");
    }
  }

  @Test
  void theNextWorkerLeadsAtOnceAndNoThreadIsLeft() {
    try (ConfigurableApplicationContext first = start("spring.main.web-application-type=none")) {
      assertThat(first.getBean(FlagCacheProvider.class).isLeader()).isTrue();
    }
    await().untilAsserted(() -> assertThat(threads()).isEmpty());

    try (ConfigurableApplicationContext next = start("spring.main.web-application-type=none")) {
      next.getBean(SampleSdk.class).poll();
      assertThat(next.getBean(FlagCacheProvider.class).isLeader()).isTrue();
    }
    await().untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("(?i)(flagcache|redisson|hz|hikari).*"))
        .filter(name -> !name.equals("flagcache-deadlines")) // Of the class, for a minute.
        .collect(Collectors.toSet());
  }
}
