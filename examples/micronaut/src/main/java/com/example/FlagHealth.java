package com.example;

import io.flagcache.core.FlagCacheProvider;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Takes no requests before it has flags; an outage of the cache alone is no reason to stop. */
@Singleton
@Readiness
public class FlagHealth implements HealthIndicator {

  private final FlagCacheProvider cache;

  FlagHealth(FlagCacheProvider cache) {
    this.cache = cache;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    boolean hasFlags = cache.definitionsAge().isPresent();
    return Publishers.just(
        HealthResult.builder("flags", hasFlags ? HealthStatus.UP : HealthStatus.DOWN)
            .details(Map.of("leader", cache.isLeader(), "backendAnswers", !cache.isInOutage()))
            .build());
  }
}
