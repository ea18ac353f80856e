package io.flagcache.spring;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.posthog.DefinitionLoader;
import io.flagcache.posthog.DefinitionLoaderBuilder;
import io.flagcache.posthog.FetchingProvider;
import io.flagcache.posthog.LoaderListener;
import io.flagcache.posthog.MonitoredLoader;
import io.flagcache.posthog.PostHogBridge;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Loads definitions where {@code flagcache-posthog} is on the class path and {@code
 * flagcache.posthog.project-token} is set. With {@code flagcache.posthog.secret-key} the worker
 * takes part in fetching, without it only reads.
 *
 * <p>With PostHog's SDK on the class path, there are a {@link FetchingProvider} and a {@link
 * PostHogBridge} for the SDK's configuration, and the SDK polls. Without it, there is a {@link
 * DefinitionLoader}, which polls from the start of the application's lifecycle to its end. Both
 * back off if the application defines either. Beans of type {@link LoaderListener} hear what
 * happens.
 */
@AutoConfiguration(after = FlagCacheAutoConfiguration.class)
@ConditionalOnClass(DefinitionLoader.class)
@ConditionalOnBean({ApplicationClients.class, FlagDefinitionCacheProvider.class})
@ConditionalOnProperty(name = "flagcache.posthog.project-token")
@EnableConfigurationProperties(PostHogProperties.class)
public final class PostHogAutoConfiguration {

  private static final String SDK = "com.posthog.server.PostHogFlagDefinitionCacheProvider";

  /** Called by Spring. */
  public PostHogAutoConfiguration() {}

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = SDK)
  static final class SdkConfiguration {

    @Bean(destroyMethod = "")
    @Primary
    @ConditionalOnMissingBean(MonitoredLoader.class)
    static FetchingProvider flagFetchingProvider(
        PostHogProperties properties,
        FlagCacheProperties common,
        ObjectProvider<LoaderListener> listeners,
        ConfigurableListableBeanFactory beans) {
      FetchingProvider.Builder builder = FetchingProvider.builder();
      Optional.ofNullable(common.decisionDeadline()).ifPresent(builder::decisionDeadline);
      Optional.ofNullable(common.transferDeadline()).ifPresent(builder::transferDeadline);
      FlagDefinitionCacheProvider cache = SharedCache.of(beans, "flagFetchingProvider");
      FetchingProvider provider = properties.applyTo(builder, cache, common).build();
      listeners.orderedStream().forEach(provider::addListener);
      return provider;
    }

    @Bean(destroyMethod = "")
    @ConditionalOnBean(FetchingProvider.class)
    @ConditionalOnMissingBean
    static PostHogBridge postHogBridge(FetchingProvider provider) {
      return PostHogBridge.of(provider);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass(SDK)
  @ConditionalOnMissingBean(MonitoredLoader.class)
  static final class LoaderConfiguration {

    @Bean(destroyMethod = "close")
    static DefinitionLoader flagDefinitionLoader(
        PostHogProperties properties,
        FlagCacheProperties common,
        ObjectProvider<LoaderListener> listeners,
        ConfigurableListableBeanFactory beans) {
      DefinitionLoaderBuilder builder = DefinitionLoader.builder();
      if (properties.readsOnly()) {
        builder.readOnly();
      }
      FlagDefinitionCacheProvider cache = SharedCache.of(beans, "flagDefinitionLoader");
      DefinitionLoader loader = properties.applyTo(builder, cache, common).build();
      listeners.orderedStream().forEach(loader::addListener);
      return loader;
    }

    @Bean
    static LoaderStart flagDefinitionLoaderStart(DefinitionLoader loader) {
      return new LoaderStart(loader);
    }
  }
}
