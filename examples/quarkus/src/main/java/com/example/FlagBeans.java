package com.example;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.metrics.FlagCacheMetrics;
import io.flagcache.jdbc.JdbcFlagCache;
import io.flagcache.posthog.DefinitionLoader;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What flagcache needs of Quarkus: its data source, its settings, its beginning and its end. */
@ApplicationScoped
public class FlagBeans {

  @Produces
  @Singleton
  FlagCacheProvider cache(
      DataSource dataSource, @ConfigProperty(name = "flags.service-key") String serviceKey) {
    return JdbcFlagCache.builder()
        .dataSource(dataSource) // never closed by flagcache
        .createSchema(true)
        .serviceKey(serviceKey)
        .build();
  }

  @Produces
  @Singleton
  DefinitionLoader loader(
      FlagCacheProvider cache,
      @ConfigProperty(name = "flags.posthog-host") URI host,
      @ConfigProperty(name = "flags.posthog-project-token") String projectToken,
      @ConfigProperty(name = "flags.posthog-secret-key") String secretKey) {
    return DefinitionLoader.builder()
        .host(host)
        .projectToken(projectToken)
        .secretKey(secretKey)
        .cache(cache) // closed with the loader
        .build();
  }

  /** Micrometer's extension binds it to the registry. */
  @Produces
  @Singleton
  FlagCacheMetrics metrics(FlagCacheProvider cache) {
    return new FlagCacheMetrics(cache);
  }

  void start(@Observes StartupEvent event, DefinitionLoader loader) {
    loader.start();
  }

  /**
   * Not in a disposer, which may come after the end of the pool that the lease is given back by.
   */
  void stop(@Observes ShutdownEvent event, DefinitionLoader loader) {
    loader.close();
  }
}
