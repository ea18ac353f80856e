package io.flagcache.spring;

import io.flagcache.FlagDefinitionCacheProvider;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;

/**
 * Shuts providers down and waits for that, so that a lease is released before the pool or client
 * closes that it is released by: Spring 6.0 does not wait for the future of a destroy method.
 */
final class ProviderShutdown implements DestructionAwareBeanPostProcessor {

  private static final Logger LOG = LoggerFactory.getLogger(FlagCacheAutoConfiguration.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Override
  public boolean requiresDestruction(Object bean) {
    return bean instanceof FlagDefinitionCacheProvider;
  }

  @Override
  public void postProcessBeforeDestruction(Object bean, String beanName) {
    if (bean instanceof FlagDefinitionCacheProvider provider) {
      shutDown(provider, beanName);
    }
  }

  private static void shutDown(FlagDefinitionCacheProvider provider, String beanName) {
    try {
      provider.shutdown().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("The shutdown of '{}' was not waited for: interrupted", beanName);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.warn(
          "The shutdown of '{}' failed, and its lease ends by itself: {}",
          beanName,
          e.getCause() == null ? e.toString() : e.getCause().toString());
    }
  }
}
