package io.flagcache.benchmarks.worker;

import io.flagcache.benchmarks.backend.ProviderClient;
import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.FlagCacheProvider;
import java.time.Duration;

/** A provider of flagcache. */
public final class FlagCacheWorker implements CacheWorker {

  /** Longer than anything is measured, so that whoever leads first leads to the end. */
  private static final Duration POLL_INTERVAL = Duration.ofMinutes(10);

  private final FlagCacheProvider provider;

  /**
   * Makes one on a client that stays open when this worker is closed.
   *
   * @param client of the backend
   * @param serviceKey separates fleets
   */
  public FlagCacheWorker(ProviderClient client, String serviceKey) {
    FlagCacheBuilder<?> builder = client.flagCache();
    builder.serviceKey(serviceKey);
    builder.pollInterval(POLL_INTERVAL);
    provider = builder.build();
  }

  @Override
  public boolean shouldFetch() {
    return provider.shouldFetchFlagDefinitions().join();
  }

  @Override
  public Object get() {
    return provider
        .getFlagDefinitions()
        .join()
        .orElseThrow(() -> new IllegalStateException("There are no definitions"));
  }

  @Override
  public void received(SampleDocument document) {
    provider.onFlagDefinitionsReceived(document.data()).join();
  }

  @Override
  public void close() {
    provider.shutdown().join();
  }
}
