package io.flagcache.kitsupport;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A provider in virtual time: it does all its work on the caller's thread. */
public abstract class CallersThreadProvider implements FlagDefinitionCacheProvider {

  private final VirtualTime time;
  private boolean closed;

  protected CallersThreadProvider(VirtualTime time) {
    this.time = time;
  }

  protected abstract boolean shouldFetch() throws Exception;

  protected abstract Optional<FlagDefinitionCacheData> get() throws Exception;

  /** Whether a read that found nothing is to be tried again. */
  protected abstract boolean awaitsFirstDocument();

  protected abstract void received(FlagDefinitionCacheData data) throws Exception;

  protected abstract void close() throws Exception;

  @Override
  public final CompletableFuture<Boolean> shouldFetchFlagDefinitions() {
    return run(() -> !closed && shouldFetch());
  }

  @Override
  public final CompletableFuture<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
    CompletableFuture<Optional<FlagDefinitionCacheData>> stage = new CompletableFuture<>();
    if (!readInto(stage)) {
      time.retry(() -> stage.isDone() || readInto(stage));
    }
    return stage;
  }

  private boolean readInto(CompletableFuture<Optional<FlagDefinitionCacheData>> stage) {
    try {
      Optional<FlagDefinitionCacheData> data = closed ? Optional.empty() : get();
      return (data.isPresent() || closed || !awaitsFirstDocument()) && stage.complete(data);
    } catch (Exception e) {
      return stage.completeExceptionally(e);
    }
  }

  @Override
  public final CompletableFuture<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
    return run(
        () -> {
          if (!closed || storesWhenClosed()) {
            received(data);
          }
          return null;
        });
  }

  @Override
  public final CompletableFuture<Void> shutdown() {
    return run(
        () -> {
          if (!closed) {
            closed = true;
            close();
          }
          return null;
        });
  }

  /** Against rule F4. */
  protected boolean storesWhenClosed() {
    return false;
  }

  private static <T> CompletableFuture<T> run(Callable<T> call) {
    try {
      return CompletableFuture.completedFuture(call.call());
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
