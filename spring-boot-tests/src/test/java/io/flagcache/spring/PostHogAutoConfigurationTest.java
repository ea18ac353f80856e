package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import io.flagcache.posthog.DefinitionLoader;
import io.flagcache.posthog.FetchingProvider;
import io.flagcache.posthog.LoaderEvent;
import io.flagcache.posthog.LoaderListener;
import io.flagcache.posthog.MonitoredLoader;
import io.flagcache.posthog.PostHogBridge;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class PostHogAutoConfigurationTest {

  private static final String TOKEN = "flagcache.posthog.project-token=phc_1";

  @Test
  void nothingIsLoadedWithoutAProject() {
    Contexts.runner()
        .withPropertyValues("flagcache.url=memory:none")
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(FlagCacheProvider.class)
                    .doesNotHaveBean(MonitoredLoader.class)
                    .doesNotHaveBean(PostHogBridge.class));
  }

  @Test
  void theSdkIsGivenAProviderThatFetches() {
    try (Api api = Api.start()) {
      Contexts.runner()
          .withPropertyValues("flagcache.url=memory:sdk", TOKEN)
          .withPropertyValues(api.properties())
          .run(
              context -> {
                PostHogBridge bridge = context.getBean(PostHogBridge.class);
                assertThat(bridge.shouldFetchFlagDefinitions().toCompletableFuture().join())
                    .isFalse();
                Map<String, Object> definitions =
                    bridge.getFlagDefinitions().toCompletableFuture().join();
                assertThat(definitions).containsEntry("property_matching_version", 3);
                assertThat(context).doesNotHaveBean(DefinitionLoader.class);
                assertThat(context.getBean(FlagDefinitionCacheProvider.class))
                    .isInstanceOf(FetchingProvider.class);
              });
      assertThat(api.requests()).isEqualTo(1);
    }
  }

  @Test
  void withoutTheSdkALoaderPolls() {
    try (Api api = Api.start()) {
      Contexts.withoutSdk()
          .withUserConfiguration(Listening.class)
          .withPropertyValues("flagcache.url=memory:loader", TOKEN)
          .withPropertyValues(api.properties())
          .run(
              context -> {
                DefinitionLoader loader = context.getBean(DefinitionLoader.class);
                await().until(() -> loader.definitions().isPresent());
                await()
                    .until(
                        () ->
                            context.getBean(Listening.class).heard.stream()
                                .anyMatch(LoaderEvent.Polled.class::isInstance));
                assertThat(context)
                    .doesNotHaveBean(FetchingProvider.class)
                    .doesNotHaveBean("postHogBridge");
              });
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Listening {
    final List<LoaderEvent> heard = new CopyOnWriteArrayList<>();

    @Bean
    LoaderListener listener() {
      return heard::add;
    }
  }

  @Test
  void withoutAKeyItOnlyReads() {
    Contexts.runner()
        .withPropertyValues("flagcache.url=memory:reads", TOKEN)
        .run(
            context ->
                assertThat(context.getBean(FetchingProvider.class).toString())
                    .contains("read-only"));
    Contexts.withoutSdk()
        .withPropertyValues("flagcache.url=memory:reads", TOKEN)
        .run(
            context ->
                assertThat(context.getBean(DefinitionLoader.class).toString())
                    .contains("read-only"));
  }

  @Test
  void aLoaderOfTheApplicationsIsUsedInstead() {
    Contexts.runner()
        .withUserConfiguration(OwnFetching.class)
        .withPropertyValues("flagcache.url=memory:own", TOKEN)
        .run(
            context -> {
              assertThat(context).hasSingleBean(FetchingProvider.class).hasBean("own");
              assertThat(context).hasSingleBean(PostHogBridge.class);
              assertThat(context).hasBean("flagCacheProvider");
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnFetching {
    @Bean
    FetchingProvider own(FlagCacheProvider cache) {
      return FetchingProvider.builder().cache(cache).build();
    }
  }

  @Test
  void severalCachesHaveToBeChosenFrom() {
    Contexts.runner()
        .withUserConfiguration(TwoCaches.class)
        .withPropertyValues(TOKEN)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("several caches: checkout, search"));
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoCaches {
    @Bean
    FlagCacheProvider checkout() {
      return InMemoryFlagCache.builder(new InMemoryBackend()).build();
    }

    @Bean
    FlagCacheProvider search() {
      return InMemoryFlagCache.builder(new InMemoryBackend()).build();
    }
  }

  @Test
  void propertiesShowNoSecret() {
    assertThat(new PostHogProperties("phc_1", "phs_geheim", null, null).toString())
        .doesNotContain("geheim");
  }
}
