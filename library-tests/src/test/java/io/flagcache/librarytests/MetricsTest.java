package io.flagcache.librarytests;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.metrics.FlagCacheMetrics;
import io.flagcache.posthog.DefinitionLoader;
import io.flagcache.posthog.metrics.LoaderMetrics;
import io.flagcache.testservers.Workers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void metersOfAProviderCountAndGo() throws Exception {
    FlagCacheProvider provider = FlagCacheProvider.open("memory:metrics");
    FlagCacheMetrics metrics = new FlagCacheMetrics(provider);
    metrics.bindTo(registry);
    Workers.patiently(provider::shouldFetchFlagDefinitions);

    assertThat(registry.get("flagcache.leader").gauge().value()).isEqualTo(1);
    assertThat(registry.get("flagcache.leader.changes").tag("change", "became").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("flagcache.store.calls").timers()).isNotEmpty();

    Workers.shutDown(provider);
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void metersOfALoaderCountAndGo() {
    try (DefinitionLoader loader =
        DefinitionLoader.builder()
            .host(URI.create("http://127.0.0.1:1"))
            .projectToken("phc_test")
            .secretKey("secret")
            .build()) {
      LoaderMetrics metrics = new LoaderMetrics(loader);
      metrics.bindTo(registry);
      loader.poll();

      assertThat(registry.get("flagcache.loader.polls").counters())
          .anySatisfy(counter -> assertThat(counter.count()).isEqualTo(1));
      metrics.close();
      assertThat(registry.getMeters()).isEmpty();
    }
  }
}
