package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.core.metrics.FlagCacheMetrics;
import io.flagcache.posthog.DefinitionLoader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;

/** What an application may lack, leave out or bring in another way. */
class OptionalPartsTest {

  @Test
  void micrometer() {
    Contexts.runner()
        .withClassLoader(new FilteredClassLoader(MeterRegistry.class))
        .withPropertyValues("flagcache.url=memory:bare", "flagcache.posthog.project-token=phc_1")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MeteredBeans.class));
  }

  @Test
  void meters() {
    Contexts.runner()
        .withPropertyValues("flagcache.url=memory:bare", "flagcache.metrics.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MeteredBeans.class));
  }

  @Test
  void thePostHogModule() {
    Contexts.runner()
        .withClassLoader(
            new FilteredClassLoader(DefinitionLoader.class.getPackageName(), "com.posthog"))
        .withPropertyValues("flagcache.url=memory:bare", "flagcache.posthog.project-token=phc_1")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(FlagCacheProvider.class)
                    .doesNotHaveBean("flagDefinitionLoader"));
  }

  @Test
  void healthIndicators() throws ClassNotFoundException {
    String line = System.getProperty("boot.version").substring(0, 1);
    Class<?> ofStarter =
        Class.forName("io.flagcache.spring.boot" + line + ".FlagCacheHealthAutoConfiguration");

    Contexts.runner()
        .withConfiguration(AutoConfigurations.of(ofStarter))
        .withPropertyValues("flagcache.url=memory:health")
        .run(
            context ->
                assertThat(context)
                    .hasBean("flagCacheHealthIndicator")
                    .doesNotHaveBean("flagDefinitionsHealthIndicator"));
    Contexts.runner()
        .withConfiguration(AutoConfigurations.of(ofStarter))
        .withPropertyValues(
            "flagcache.url=memory:health", "management.health.flag-cache.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("flagCacheHealthIndicator"));
    Contexts.runner()
        .withConfiguration(AutoConfigurations.of(ofStarter))
        .withClassLoader(
            new FilteredClassLoader(
                "org.springframework.boot.actuate", "org.springframework.boot.health"))
        .withPropertyValues("flagcache.url=memory:health")
        .run(
            context ->
                assertThat(context).hasNotFailed().doesNotHaveBean("flagCacheHealthIndicator"));
  }

  @Test
  void aPasswordFromAFile(@TempDir Path secrets) throws IOException, SQLException {
    Files.writeString(secrets.resolve("flagcache.password"), "geheim\n");
    String url = "jdbc:h2:mem:tree";

    Contexts.runner()
        .withInitializer(new ConfigDataApplicationContextInitializer())
        .withPropertyValues(
            "spring.config.import=configtree:" + secrets + "/",
            "flagcache.url=" + url,
            "flagcache.user=app",
            "flagcache.jdbc.create-schema=true")
        .run(
            context -> {
              assertThat(
                      context.getBean(FlagCacheProvider.class).shouldFetchFlagDefinitions().join())
                  .isTrue();
              DriverManager.getConnection(url, "app", "geheim").close();
              assertThatExceptionOfType(SQLException.class)
                  .isThrownBy(() -> DriverManager.getConnection(url, "app", "other"));
            });
  }

  @Test
  void aProviderMadeWhenTheMetersAreBoundAlready() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    MeteredBeans<FlagCacheProvider> metered =
        new MeteredBeans<>(FlagCacheProvider.class, FlagCacheMetrics::new);
    FlagCacheProvider late = InMemoryFlagCache.builder(new InMemoryBackend()).build();

    metered.bindTo(registry);
    metered.postProcessAfterInitialization(late, "late");

    assertThat(registry.get("flagcache.leader").gauge().value()).isZero();
    metered.destroy();
    assertThat(registry.getMeters()).isEmpty();
    late.shutdown().join();
  }
}
