package com.example;

import io.flagcache.core.FlagCacheProvider;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Takes no requests before it has flags; an outage of the cache alone is no reason to stop. */
@Readiness
@ApplicationScoped
public class FlagReadiness implements HealthCheck {

  private final FlagCacheProvider cache;

  FlagReadiness(FlagCacheProvider cache) {
    this.cache = cache;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("flags")
        .status(cache.definitionsAge().isPresent())
        .withData("leader", cache.isLeader())
        .withData("backendAnswers", !cache.isInOutage())
        .build();
  }
}
