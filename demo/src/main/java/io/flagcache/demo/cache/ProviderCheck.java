package io.flagcache.demo.cache;

import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.FlagDefinitionCacheProviders;
import io.flagcache.core.url.ProviderUrl;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds out whether a cache can be used: to a provider, a backend that is down is no error. */
public final class ProviderCheck {

  private static final int SECONDS = 15;

  private ProviderCheck() {}

  /**
   * Asks, which may make the asking worker lead for a moment.
   *
   * @return what is wrong, without credentials
   */
  public static Optional<String> problemOf(ProviderUrl url) throws InterruptedException {
    return problem(url).map(url.redaction()::apply);
  }

  private static Optional<String> problem(ProviderUrl url) throws InterruptedException {
    FlagDefinitionCacheProvider provider;
    try {
      provider = FlagDefinitionCacheProviders.create(url.text());
    } catch (IllegalArgumentException | IllegalStateException e) {
      return Optional.of("The cache cannot be used: " + e.getMessage());
    }
    return problem(provider);
  }

  /**
   * Asks a second time if need be: where a client is used first, it may be late for its deadline.
   */
  static Optional<String> problem(FlagDefinitionCacheProvider provider)
      throws InterruptedException {
    try {
      Optional<String> first = ask(provider);
      return first.isEmpty() ? first : ask(provider);
    } finally {
      provider
          .shutdown()
          .toCompletableFuture()
          .orTimeout(5, TimeUnit.SECONDS)
          .handle((done, failure) -> failure == null)
          .join();
    }
  }

  private static Optional<String> ask(FlagDefinitionCacheProvider provider)
      throws InterruptedException {
    try {
      provider.shouldFetchFlagDefinitions().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of("The cache does not answer: " + FailureMessage.of(e));
    } catch (TimeoutException e) {
      return Optional.of("The cache does not answer within " + SECONDS + " s");
    }
  }
}
