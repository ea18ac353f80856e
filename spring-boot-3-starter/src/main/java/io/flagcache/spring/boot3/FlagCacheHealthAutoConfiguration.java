package io.flagcache.spring.boot3;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.spring.FlagCacheAutoConfiguration;
import io.flagcache.spring.FlagCacheHealth;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Two health indicators of the one {@link FlagCacheProvider}. {@code flagCache} is down if an
 * outage of the backend leaves this worker without definitions; {@code
 * management.health.flag-cache.enabled=false} leaves it out. {@code flagDefinitions} is out of
 * service until this worker has definitions, for the readiness group; {@code
 * management.health.flag-definitions.enabled=true} adds it.
 */
@AutoConfiguration(
    after = FlagCacheAutoConfiguration.class,
    beforeName =
        "org.springframework.boot.actuate.autoconfigure.health.HealthContributorAutoConfiguration")
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnSingleCandidate(FlagCacheProvider.class)
public final class FlagCacheHealthAutoConfiguration {

  /** Called by Spring. */
  public FlagCacheHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnEnabledHealthIndicator("flag-cache")
  @ConditionalOnMissingBean(name = "flagCacheHealthIndicator")
  static HealthIndicator flagCacheHealthIndicator(FlagCacheProvider provider) {
    FlagCacheHealth health = new FlagCacheHealth(provider);
    return () ->
        (health.isUp() ? Health.up() : Health.down()).withDetails(health.details()).build();
  }

  @Bean
  @ConditionalOnProperty("management.health.flag-definitions.enabled")
  @ConditionalOnMissingBean(name = "flagDefinitionsHealthIndicator")
  static HealthIndicator flagDefinitionsHealthIndicator(FlagCacheProvider provider) {
    FlagCacheHealth health = new FlagCacheHealth(provider);
    return () -> (health.hasDefinitions() ? Health.up() : Health.outOfService()).build();
  }
}
