package io.flagcache.spring;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.metrics.FlagCacheMetrics;
import io.flagcache.posthog.MonitoredLoader;
import io.flagcache.posthog.metrics.LoaderMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Meters of each {@link FlagCacheProvider} and {@link MonitoredLoader} that is a bean, in each
 * registry to which Boot binds. They count from when the bean is made, which is before Boot binds.
 * {@code flagcache.metrics.enabled=false} leaves them out.
 */
@AutoConfiguration
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnProperty(
    name = {"flagcache.enabled", "flagcache.metrics.enabled"},
    matchIfMissing = true)
public final class FlagCacheMetricsAutoConfiguration {

  /** Called by Spring. */
  public FlagCacheMetricsAutoConfiguration() {}

  @Bean
  static MeteredBeans<FlagCacheProvider> meteredFlagCacheProviders() {
    return new MeteredBeans<>(FlagCacheProvider.class, FlagCacheMetrics::new);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MonitoredLoader.class)
  static final class LoaderConfiguration {

    @Bean
    static MeteredBeans<MonitoredLoader> meteredFlagDefinitionLoaders() {
      return new MeteredBeans<>(MonitoredLoader.class, LoaderMetrics::new);
    }
  }
}
