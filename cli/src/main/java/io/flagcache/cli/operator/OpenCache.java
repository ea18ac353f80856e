package io.flagcache.cli.operator;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.cli.failure.FailureMessage;
import io.flagcache.cli.url.ProviderUrl;
import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.store.StoreStatus;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A provider that was made by a URL, whose answers are waited for. */
public final class OpenCache implements AutoCloseable {

  /** Longer than the deadlines that the provider itself keeps. */
  private static final int LONGEST_SECONDS = 15;

  private final ProviderUrl url;
  private final FlagCacheProvider provider;
  private volatile FlagCacheEvent.@Nullable EntryUnreadable unreadable;

  private OpenCache(ProviderUrl url, FlagCacheProvider provider) {
    this.url = url;
    this.provider = provider;
    provider.addListener(
        event -> {
          if (event instanceof FlagCacheEvent.EntryUnreadable entry) {
            unreadable = entry;
          }
        });
  }

  /**
   * Opens the cache to look at it: nothing is written, and nobody's lease or entry lives longer.
   *
   * @throws CommandFailure if it cannot be used
   */
  public static OpenCache forReading(ProviderUrl url) throws CommandFailure {
    return open(url, url.createsMissing() ? Map.of() : Map.of("role", "reader"));
  }

  /**
   * Opens the cache with the user's settings and some more.
   *
   * @throws CommandFailure if it cannot be used
   */
  public static OpenCache open(ProviderUrl url, Map<String, String> settings)
      throws CommandFailure {
    FlagDefinitionCacheProvider provider;
    try {
      provider = FlagDefinitionCacheProviders.create(url.with(settings));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CommandFailure(url.withoutSecrets("The cache cannot be used: " + e.getMessage()));
    }
    if (provider instanceof FlagCacheProvider own) {
      return new OpenCache(url, own);
    }
    provider.shutdown();
    throw new CommandFailure(
        "The URL's scheme is served by "
            + provider.getClass().getName()
            + ", which has no lease and no entry to look at; use a URL of one of flagcache's backends");
  }

  FlagCacheProvider provider() {
    return provider;
  }

  /** Who leads, and what is stored. */
  StoreStatus inspect() throws CommandFailure, InterruptedException {
    return answer(provider.inspect());
  }

  /**
   * The stored document; empty if there is none that can be read.
   *
   * @throws CommandFailure if the cache does not answer
   */
  public Optional<FlagDefinitionCacheData> definitions()
      throws CommandFailure, InterruptedException {
    return answer(provider.getFlagDefinitions());
  }

  /** Why the last entry could not be read. */
  public Optional<String> unreadable() {
    return Optional.ofNullable(unreadable).map(FlagCacheEvent.EntryUnreadable::reason);
  }

  /**
   * Waits for a stage of the provider.
   *
   * @throws CommandFailure if it fails
   */
  <T> T answer(CompletionStage<T> stage) throws CommandFailure, InterruptedException {
    try {
      return stage.toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CommandFailure(
          url.withoutSecrets(provider + " does not answer: " + FailureMessage.of(e)));
    } catch (TimeoutException e) {
      throw new CommandFailure(provider + " does not answer within " + LONGEST_SECONDS + " s");
    }
  }

  /** Shuts the provider down, which gives up what it may lead. */
  @Override
  public void close() {
    provider
        .shutdown()
        .toCompletableFuture()
        .orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS)
        .handle((done, failure) -> failure == null)
        .join();
  }

  /** Names the service key and the backend; shows no credential. */
  @Override
  public String toString() {
    return provider.toString();
  }
}
