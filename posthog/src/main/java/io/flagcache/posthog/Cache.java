package io.flagcache.posthog;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls a provider, waits for its stages and contains whatever they do. One thread at a time. The
 * methods throw {@link CancellationException} if the poll is to end.
 */
final class Cache {

  private final FlagDefinitionCacheProvider provider;
  private final Duration stageLimit;
  private final Waiter waiter;
  private final Reports reports;

  Cache(FlagDefinitionCacheProvider provider, Duration stageLimit, Waiter waiter, Reports reports) {
    this.provider = provider;
    this.stageLimit = stageLimit;
    this.waiter = waiter;
    this.reports = reports;
  }

  Decision decide() {
    try {
      return call(CacheCall.SHOULD_FETCH, provider::shouldFetchFlagDefinitions, waiter)
          ? Decision.LEAD
          : Decision.FOLLOW;
    } catch (CallFailed e) {
      return Decision.FAILED;
    }
  }

  CacheAnswer read() {
    try {
      return call(CacheCall.GET, provider::getFlagDefinitions, waiter)
          .<CacheAnswer>map(CacheAnswer.Found::new)
          .orElseGet(CacheAnswer.Empty::new);
    } catch (CallFailed e) {
      return new CacheAnswer.Failed();
    }
  }

  /** Returns whether the provider took the document without complaint. */
  boolean offer(FlagDefinitionCacheData definitions) {
    try {
      call(CacheCall.RECEIVED, () -> provider.onFlagDefinitionsReceived(definitions), waiter);
      return true;
    } catch (CallFailed e) {
      return false;
    }
  }

  /** Returns whether the provider released what it held, as far as is known. */
  boolean shutdown() {
    try {
      call(CacheCall.SHUTDOWN, provider::shutdown, new Waiter());
      return true;
    } catch (CallFailed | CancellationException e) {
      // Reported, or interrupted; in both cases the provider knows.
      return false;
    }
  }

  private <T> T call(CacheCall call, Supplier<CompletionStage<T>> method, Waiter waiter)
      throws CallFailed {
    waiter.ensureOpen();
    CompletableFuture<T> stage;
    try {
      stage = method.get().toCompletableFuture();
    } catch (RuntimeException | LinkageError e) {
      throw failed(call, e);
    }
    T answer;
    try {
      answer = waiter.await(stage, stageLimit);
    } catch (TimeoutException e) {
      throw failed(
          call, new TimeoutException("The provider's stage did not complete within " + stageLimit));
    } catch (ExecutionException e) {
      throw failed(call, e.getCause() == null ? e : e.getCause());
    }
    if (answer == null && call.answers()) {
      throw failed(call, new NullPointerException("The provider's stage completed with null"));
    }
    reports.cacheWorked(call);
    return answer;
  }

  private CallFailed failed(CacheCall call, Throwable cause) {
    reports.cacheFailed(call, cause);
    return new CallFailed();
  }

  /** Carries nothing: the failure has been reported. */
  private static final class CallFailed extends Exception {

    private static final long serialVersionUID = 1;

    CallFailed() {
      super(null, null, false, false);
    }
  }
}
