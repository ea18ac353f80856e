package io.flagcache.spring;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.core.FlagCacheListener;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.credentials.CredentialsProvider;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Makes a {@link FlagCacheProvider}, the bean {@code flagCacheProvider}: by {@code flagcache.url},
 * or without it over the one {@code DataSource}, {@code RedissonClient}, {@code HazelcastInstance}
 * or {@code DynamoDbClient} of the application, whose backend has to be on the class path. Beans of
 * type {@link FlagCacheListener} hear what happens to it.
 *
 * <p>If there is one bean of type {@link CredentialsProvider}, and no {@code flagcache.password},
 * it is asked for user and password at each new connection to {@code flagcache.url}.
 *
 * <p>It is made when the database is initialized, by Flyway for example, so that its tables may
 * come from there.
 *
 * <p>It backs off if the application defines a {@link FlagDefinitionCacheProvider} that does not
 * fetch, and is left out by {@code flagcache.enabled=false}.
 *
 * <p>When the application ends, each bean that is a provider is shut down, which is waited for,
 * before the client that it uses is closed.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "flagcache.enabled", matchIfMissing = true)
@EnableConfigurationProperties(FlagCacheProperties.class)
@Import({
  JdbcBackendConfiguration.class,
  RedisBackendConfiguration.class,
  DynamoDbBackendConfiguration.class,
  HazelcastBackendConfiguration.class
})
public final class FlagCacheAutoConfiguration {

  static final String PROVIDER = "flagCacheProvider";

  /** Called by Spring. */
  public FlagCacheAutoConfiguration() {}

  @Bean
  static ProviderShutdown flagCacheProviderShutdown() {
    return new ProviderShutdown();
  }

  @Bean
  static ApplicationClients flagCacheApplicationClients(
      ConfigurableListableBeanFactory beans, ObjectProvider<ClientBackend<?>> backends) {
    return new ApplicationClients(beans, backends.orderedStream().toList(), PROVIDER);
  }

  @Bean(name = PROVIDER, destroyMethod = "")
  @DependsOnDatabaseInitialization
  @ConditionalOnMissingBean(
      value = FlagDefinitionCacheProvider.class,
      ignoredType = "io.flagcache.posthog.FetchingProvider")
  static FlagCacheProvider flagCacheProvider(
      FlagCacheProperties properties,
      ObjectProvider<BackendProperties> backends,
      ApplicationClients clients,
      ObjectProvider<CredentialsProvider> credentials,
      ObjectProvider<FlagCacheListener> listeners,
      ConfigurableListableBeanFactory beans) {
    List<BackendProperties> own = backends.orderedStream().toList();
    FlagCacheProvider provider =
        new ProviderOpener(properties, own, clients, credentials.getIfUnique(), classLoader(beans))
            .open();
    listeners.orderedStream().forEach(provider::addListener);
    return provider;
  }

  private static ClassLoader classLoader(ConfigurableListableBeanFactory beans) {
    ClassLoader classLoader = beans.getBeanClassLoader();
    return classLoader == null ? FlagCacheAutoConfiguration.class.getClassLoader() : classLoader;
  }
}
