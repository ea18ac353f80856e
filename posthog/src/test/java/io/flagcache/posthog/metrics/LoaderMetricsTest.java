package io.flagcache.posthog.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.metrics.FlagCacheMetrics;
import io.flagcache.posthog.DefinitionLoader;
import io.flagcache.posthog.FetchingProvider;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoaderMetricsTest {

  private static final byte[] DOCUMENT =
      "{\"flags\":[{\"key\":\"a\"},{\"key\":\"b\"}]}".getBytes(StandardCharsets.UTF_8);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FlagCacheProvider cache = InMemoryFlagCache.builder(new InMemoryBackend()).build();
  private final HttpServer api = server();
  private volatile int status = 200;

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void serve() {
    api.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("ETag", "\"1\"");
          exchange.sendResponseHeaders(status, status == 200 ? DOCUMENT.length : -1);
          if (status == 200) {
            exchange.getResponseBody().write(DOCUMENT);
          }
          exchange.close();
        });
    api.start();
  }

  @AfterEach
  void stop() {
    api.stop(0);
    cache.shutdown().join();
  }

  private DefinitionLoader loader() {
    return DefinitionLoader.builder()
        .host(URI.create("http://127.0.0.1:" + api.getAddress().getPort()))
        .projectToken("phc_1")
        .secretKey("phs_1")
        .cache(cache)
        .build();
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void requestsAreCountedByStatusAndPollsByOutcome() {
    try (DefinitionLoader loader = loader()) {
      new LoaderMetrics(loader, Tags.of("application", "checkout")).bindTo(registry);
      assertThat(gauge("flagcache.loader.confirmed.age")).isNaN();
      assertThat(gauge("flagcache.loader.flags")).isZero();
      loader.poll();
      status = 304;
      loader.poll();
      status = 503;
      loader.poll();
      status = 401;
      loader.poll();
      loader.poll();

      String requests = "flagcache.loader.api.requests";
      assertThat(count(requests, "result", "document", "status", "200")).isEqualTo(1);
      assertThat(count(requests, "result", "not_modified", "status", "304")).isEqualTo(1);
      assertThat(count(requests, "result", "failed", "status", "503")).isEqualTo(1);
      assertThat(count(requests, "result", "failed", "status", "401")).isEqualTo(1);
      assertThat(count(requests, "result", "failed", "status", "none")).isZero();
      assertThat(count("flagcache.loader.polls", "outcome", "failed")).isEqualTo(2);
      assertThat(count("flagcache.loader.polls", "outcome", "backing_off")).isEqualTo(1);
      assertThat(gauge("flagcache.loader.backoff")).isBetween(1.0, 60.0);
      assertThat(gauge("flagcache.loader.confirmed.age")).isBetween(0.0, 60.0);
      assertThat(gauge("flagcache.loader.flags")).isEqualTo(2);
      assertThat(registry.get("flagcache.loader.changes").functionCounter().count()).isEqualTo(1);
      assertThat(registry.getMeters())
          .allMatch(meter -> "checkout".equals(meter.getId().getTag("application")));
    }
  }

  @Test
  void leaderShowsAsOneWheneverItsProviderIsBound() {
    try (DefinitionLoader loader = loader()) {
      loader.poll();
      new FlagCacheMetrics(cache).bindTo(registry);
      loader.poll();

      assertThat(gauge("flagcache.leader")).isEqualTo(1);
      assertThat(count("flagcache.leader.changes", "change", "became")).isEqualTo(1);
    }
  }

  @Test
  void registryThatIsBoundLateIsGivenWhatWasCountedBefore() {
    try (DefinitionLoader loader = loader()) {
      LoaderMetrics metrics = new LoaderMetrics(loader);
      loader.poll();
      metrics.bindTo(registry);
      status = 503;
      loader.poll();

      String requests = "flagcache.loader.api.requests";
      assertThat(count(requests, "result", "document", "status", "200")).isEqualTo(1);
      assertThat(count(requests, "result", "failed", "status", "503")).isEqualTo(1);
      assertThat(count(requests, "result", "not_modified", "status", "304")).isZero();
    }
  }

  @Test
  void providerThatFetchesIsBoundAsWell() {
    FetchingProvider reader = FetchingProvider.builder().cache(cache).build();
    LoaderMetrics metrics = new LoaderMetrics(reader);
    metrics.bindTo(registry);
    metrics.bindTo(registry);
    reader.onFlagDefinitionsReceived(FlagDefinitionCacheData.of(Map.of("flags", List.of()))).join();
    reader.shutdown().join();

    assertThat(count("flagcache.loader.sdk.fetches")).isEqualTo(1);
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();
  }
}
