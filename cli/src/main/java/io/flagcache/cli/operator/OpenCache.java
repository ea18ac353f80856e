package io.flagcache.cli.operator;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.cli.failure.CommandFailure;
import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.url.ProviderUrl;
import io.flagcache.core.url.Redaction;
import io.flagcache.demo.cache.FailureMessage;
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

  /** No SDK waits for a command, whose process has loaded no class and opened no connection yet. */
  private static final Map<String, String> PATIENCE = Map.of("decisionDeadline", "9s");

  private final Redaction redaction;
  private final FlagCacheProvider provider;
  private volatile FlagCacheEvent.@Nullable EntryUnreadable unreadable;

  private OpenCache(Redaction redaction, FlagCacheProvider provider) {
    this.redaction = redaction;
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
    Redaction redaction = url.redaction();
    try {
      ProviderUrl complete = url.with(settings).with(PATIENCE);
      return new OpenCache(redaction, FlagCacheProvider.open(complete.text()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CommandFailure(redaction.apply("The cache cannot be used: " + e.getMessage()));
    }
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
    return Optional.ofNullable(unreadable)
        .map(FlagCacheEvent.EntryUnreadable::reason)
        .map(redaction::apply);
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
          redaction.apply(provider + " does not answer: " + FailureMessage.of(e)));
    } catch (TimeoutException e) {
      throw new CommandFailure(this + " does not answer within " + LONGEST_SECONDS + " s");
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
    return redaction.apply(provider.toString());
  }
}
