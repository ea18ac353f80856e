package io.flagcache.demo.worker;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Notes when a cache was asked who fetches, and when it had decided, which is earlier than the end
 * of the poll. In milliseconds since 1970, by the clock that all workers on a machine share.
 */
final class DecisionWatch implements FlagDefinitionCacheProvider {

  private final FlagDefinitionCacheProvider cache;
  private volatile Decided last = new Decided(0, 0);

  /** Somewhere between the two the lease was granted. */
  record Decided(long askedAt, long decidedAt) {}

  DecisionWatch(FlagDefinitionCacheProvider cache) {
    this.cache = cache;
  }

  /** The last time; 0 before there was one. */
  Decided last() {
    return last;
  }

  @Override
  public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
    long askedAt = System.currentTimeMillis();
    CompletionStage<Boolean> decision = cache.shouldFetchFlagDefinitions();
    decision.whenComplete(
        (fetch, failure) -> last = new Decided(askedAt, System.currentTimeMillis()));
    // Not the dependent stage: cancelling that would not reach the cache.
    return decision;
  }

  @Override
  public CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
    return cache.getFlagDefinitions();
  }

  @Override
  public CompletionStage<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
    return cache.onFlagDefinitionsReceived(data);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    return cache.shutdown();
  }
}
