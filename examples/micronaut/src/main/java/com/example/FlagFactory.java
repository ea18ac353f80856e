package com.example;

import io.flagcache.core.FlagCacheProvider;
import io.flagcache.posthog.DefinitionLoader;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.net.URI;

/** What flagcache needs of Micronaut: its settings, its beginning and its end. */
@Factory
public class FlagFactory {

  @Singleton
  FlagCacheProvider cache(@Value("${flags.url}") String url) {
    return FlagCacheProvider.open(url);
  }

  /** Begins with the application, not with the first request. */
  @Context
  @Bean(preDestroy = "close")
  DefinitionLoader loader(
      FlagCacheProvider cache,
      @Value("${flags.posthog-host}") URI host,
      @Value("${flags.posthog-project-token}") String projectToken,
      @Value("${flags.posthog-secret-key}") String secretKey) {
    DefinitionLoader loader =
        DefinitionLoader.builder()
            .host(host)
            .projectToken(projectToken)
            .secretKey(secretKey)
            .cache(cache) // closed with the loader
            .build();
    loader.start();
    return loader;
  }
}
