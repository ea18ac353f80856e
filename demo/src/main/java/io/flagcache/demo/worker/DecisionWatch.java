package io.flagcache.demo.worker;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Notes when a cache decided who fetches, which is earlier than the end of the poll. */
final class DecisionWatch implements FlagDefinitionCacheProvider {

  private final FlagDefinitionCacheProvider cache;
  private volatile long decided = System.nanoTime();

  DecisionWatch(FlagDefinitionCacheProvider cache) {
    this.cache = cache;
  }

  /** When the cache last decided, by {@link System#nanoTime()}. */
  long decided() {
    return decided;
  }

  @Override
  public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
    CompletionStage<Boolean> decision = cache.shouldFetchFlagDefinitions();
    decision.whenComplete((fetch, failure) -> decided = System.nanoTime());
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
