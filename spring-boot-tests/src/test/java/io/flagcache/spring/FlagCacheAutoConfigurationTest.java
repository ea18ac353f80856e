package io.flagcache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.FlagCacheListener;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.FlagCacheSettings;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import io.flagcache.core.memory.InMemoryBackend;
import io.flagcache.core.memory.InMemoryFlagCache;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class FlagCacheAutoConfigurationTest {

  @Test
  void theTestsRunOnTheVersionOfBootThatTheyAreToRunOn() {
    assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("boot.version"));
  }

  @Test
  void aUrlIsEnough() {
    Contexts.runner()
        .withPropertyValues("flagcache.url=memory:enough")
        .run(
            context -> {
              FlagCacheProvider provider = context.getBean(FlagCacheProvider.class);
              assertThat(provider.settings().serviceKey()).isEqualTo("default");
              assertThat(provider.settings().pollInterval()).isEqualTo(Duration.ofSeconds(30));
              assertThat(provider.shouldFetchFlagDefinitions().join()).isTrue();
            });
  }

  @Test
  void allCommonSettingsAreProperties() {
    Contexts.runner()
        .withPropertyValues(
            "flagcache.url=memory:common",
            "flagcache.service-key=checkout",
            "flagcache.poll-interval=10s",
            "flagcache.lease=25s",
            "flagcache.entry-ttl=12h",
            "flagcache.decision-deadline=1500ms",
            "flagcache.transfer-deadline=7s",
            "flagcache.outage-policy=hold",
            "flagcache.hold-limit=5m",
            "flagcache.role=reader",
            "flagcache.max-document-bytes=2048")
        .run(
            context ->
                assertThat(context.getBean(FlagCacheProvider.class).settings())
                    .isEqualTo(
                        new FlagCacheSettings(
                            "checkout",
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(25),
                            Duration.ofHours(12),
                            Duration.ofMillis(1500),
                            Duration.ofSeconds(7),
                            OutagePolicy.HOLD,
                            Duration.ofMinutes(5),
                            Role.READER,
                            2048)));
  }

  @Test
  void thereIsNoneWhereItIsLeftOut() {
    Contexts.runner()
        .withPropertyValues("flagcache.enabled=false", "flagcache.posthog.project-token=phc_1")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean(FlagDefinitionCacheProvider.class);
            });
  }

  @Test
  void aProviderOfTheApplicationsIsUsedInstead() {
    Contexts.runner()
        .withUserConfiguration(OwnProvider.class)
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(FlagDefinitionCacheProvider.class)
                    .hasBean("ownProvider"));
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnProvider {
    @Bean
    FlagCacheProvider ownProvider() {
      return InMemoryFlagCache.builder(new InMemoryBackend()).build();
    }
  }

  @Test
  void listenersHearWhatHappensFromTheFirstPollOn() {
    Contexts.runner()
        .withUserConfiguration(Listening.class)
        .withPropertyValues("flagcache.url=memory:listeners")
        .run(
            context -> {
              context.getBean(FlagCacheProvider.class).shouldFetchFlagDefinitions().join();
              assertThat(context.getBean(Listening.class).heard)
                  .hasAtLeastOneElementOfType(FlagCacheEvent.BecameLeader.class);
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Listening {
    final List<FlagCacheEvent> heard = new CopyOnWriteArrayList<>();

    @Bean
    FlagCacheListener listener() {
      return heard::add;
    }
  }

  @Test
  void propertiesOfTheBackendAreAddedToItsUrl() {
    Contexts.runner()
        .withPropertyValues(
            "flagcache.url=jdbc:h2:mem:added;DB_CLOSE_DELAY=-1",
            "flagcache.user=sa",
            "flagcache.password=",
            "flagcache.jdbc.create-schema=true",
            "flagcache.jdbc.lease-table=leases",
            "flagcache.redis.layout=posthog")
        .run(
            context -> {
              FlagCacheProvider provider = context.getBean(FlagCacheProvider.class);
              assertThat(provider.shouldFetchFlagDefinitions().join()).isTrue();
              assertThat(provider.rights(Role.WORKER)).contains("leases");
            });
  }
}
