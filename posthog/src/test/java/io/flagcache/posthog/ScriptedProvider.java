package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers as the test says, and remembers what it was called with. */
final class ScriptedProvider implements FlagDefinitionCacheProvider {

  final List<CacheCall> calls = new CopyOnWriteArrayList<>();
  final List<FlagDefinitionCacheData> received = new CopyOnWriteArrayList<>();

  volatile Supplier<CompletionStage<Boolean>> shouldFetch = () -> completed(true);
  volatile Supplier<CompletionStage<Optional<FlagDefinitionCacheData>>> get =
      () -> completed(Optional.empty());
  volatile Supplier<CompletionStage<Void>> onReceived = () -> completed(null);
  volatile Supplier<CompletionStage<Void>> onShutdown = () -> completed(null);

  ScriptedProvider leads() {
    shouldFetch = () -> completed(true);
    return this;
  }

  ScriptedProvider follows() {
    shouldFetch = () -> completed(false);
    return this;
  }

  /** Follows, and finds this in the cache. */
  ScriptedProvider follows(FlagDefinitionCacheData shared) {
    get = () -> completed(Optional.of(shared));
    return follows();
  }

  ScriptedProvider followsEmptyCache() {
    get = () -> completed(Optional.empty());
    return follows();
  }

  static <T extends @Nullable Object> CompletionStage<T> completed(@Nullable T value) {
    return CompletableFuture.completedFuture(value);
  }

  static <T> Supplier<CompletionStage<T>> failing(String message) {
    return () -> CompletableFuture.failedFuture(new IllegalStateException(message));
  }

  @Override
  public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
    calls.add(CacheCall.SHOULD_FETCH);
    return shouldFetch.get();
  }

  @Override
  public CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
    calls.add(CacheCall.GET);
    return get.get();
  }

  @Override
  public CompletionStage<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
    calls.add(CacheCall.RECEIVED);
    received.add(data);
    return onReceived.get();
  }

  @Override
  public CompletionStage<Void> shutdown() {
    calls.add(CacheCall.SHUTDOWN);
    return onShutdown.get();
  }
}
