package io.flagcache.demo.worker;

import io.flagcache.FlagDefinitionCacheProvider;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Does with a provider what an SDK does: asks whether to fetch, and reads when it is not to. It has
 * no key, and so never fetches.
 */
final class ReadingSdk implements Poller {

  private final FlagDefinitionCacheProvider provider;
  private final Duration pollInterval;
  private final ScheduledExecutorService poller =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sdk");
            thread.setDaemon(true);
            return thread;
          });

  ReadingSdk(FlagDefinitionCacheProvider provider, Duration pollInterval) {
    this.provider = provider;
    this.pollInterval = pollInterval;
  }

  @Override
  public void start() {
    poller.scheduleWithFixedDelay(this::poll, 0, pollInterval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whatever the stages end with: an SDK logs a failure, and polls on. */
  private void poll() {
    boolean fetches =
        provider
            .shouldFetchFlagDefinitions()
            .handle((answer, failure) -> failure != null || answer)
            .toCompletableFuture()
            .join();
    if (!fetches) {
      provider.getFlagDefinitions().handle((data, failure) -> true).toCompletableFuture().join();
    }
  }

  @Override
  public void close() {
    poller.shutdown();
    // A failure is told by the provider's events, and the lease ends by itself.
    provider.shutdown().handle((done, failure) -> true).toCompletableFuture().join();
  }
}
