package io.flagcache.conformance.reference;

import io.flagcache.Deadline;
import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.FlagDefinitionCacheProvider;
import io.flagcache.conformance.WorkerSettings;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Providers that do the right things, but not as calls that are independent of each other. */
final class BrokenCalls {

  private BrokenCalls() {}

  /** Hands all calls on. */
  private static class Wrapper implements FlagDefinitionCacheProvider {

    final ReferenceProvider provider;

    Wrapper(ReferenceBackend backend, WorkerSettings settings) {
      this.provider = new ReferenceProvider(backend, settings);
    }

    @Override
    public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
      return provider.shouldFetchFlagDefinitions();
    }

    @Override
    public CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
      return provider.getFlagDefinitions();
    }

    @Override
    public CompletionStage<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
      return provider.onFlagDefinitionsReceived(data);
    }

    @Override
    public CompletionStage<Void> shutdown() {
      return provider.shutdown();
    }

    @Override
    public String toString() {
      return provider.toString();
    }
  }

  /** Returns stages, but only when they are complete. */
  static final class AwaitsItsStages extends Wrapper {
    AwaitsItsStages(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
      return awaited(super.shouldFetchFlagDefinitions());
    }

    private static <T> CompletionStage<T> awaited(CompletionStage<T> stage) {
      try {
        stage.toCompletableFuture().join();
      } catch (CompletionException | CancellationException e) {
        // The caller sees.
      }
      return stage;
    }
  }

  static final class LeavesLeadershipSlowly extends Wrapper {
    LeavesLeadershipSlowly(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletionStage<Void> shutdown() {
      while (provider.leads() && provider.backend().isHanging()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      return super.shutdown();
    }
  }

  /** Spares the backend a question that is under way already. */
  static final class SharesStages extends Wrapper {
    private CompletableFuture<Boolean> underWay = CompletableFuture.completedFuture(false);

    SharesStages(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public synchronized CompletionStage<Boolean> shouldFetchFlagDefinitions() {
      if (underWay.isDone()) {
        underWay = provider.shouldFetchFlagDefinitions();
      }
      return underWay;
    }
  }

  /** Shares the wait for a first document alone. */
  static final class SharesWaitingReads extends Wrapper {
    private CompletableFuture<Optional<FlagDefinitionCacheData>> underWay =
        CompletableFuture.completedFuture(Optional.empty());

    SharesWaitingReads(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public synchronized CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
      if (!provider.awaitsFirst()) {
        return super.getFlagDefinitions();
      }
      if (underWay.isDone()) {
        underWay = provider.getFlagDefinitions();
      }
      return underWay;
    }
  }

  /** As where the thread of a cancelled call is interrupted, which serves all calls. */
  static final class StopsWhenCancelled extends Wrapper {
    private volatile boolean stopped;

    StopsWhenCancelled(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
      if (stopped) {
        return CompletableFuture.failedFuture(new IllegalStateException("stopped"));
      }
      CompletableFuture<Boolean> stage = provider.shouldFetchFlagDefinitions();
      stage.whenComplete((answer, failure) -> stopped |= stage.isCancelled());
      return stage;
    }
  }

  static final class FailsWhatIsUnderWay extends Wrapper {
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

    FailsWhatIsUnderWay(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletionStage<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
      CompletableFuture<Optional<FlagDefinitionCacheData>> stage = provider.getFlagDefinitions();
      underWay.add(stage);
      stage.whenComplete((data, failure) -> underWay.remove(stage));
      return stage;
    }

    @Override
    public CompletionStage<Void> shutdown() {
      CompletionStage<Void> end = super.shutdown();
      underWay.forEach(stage -> stage.completeExceptionally(new CancellationException("closed")));
      return end;
    }
  }

  /** Asks on whatever thread there is, and leaves without waiting for that. */
  static final class AsksWhileItLeaves extends Wrapper {
    private volatile boolean closed;
    private volatile boolean gone;

    AsksWhileItLeaves(ReferenceBackend backend, WorkerSettings settings) {
      super(backend, settings);
    }

    @Override
    public CompletionStage<Boolean> shouldFetchFlagDefinitions() {
      return closed ? super.shouldFetchFlagDefinitions() : CompletableFuture.supplyAsync(this::ask);
    }

    private boolean ask() {
      for (int i = 0; i < 20 && !gone; i++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      try {
        return provider.shouldFetch(Deadline.after(provider.settings().decisionDeadline()));
      } catch (Exception e) {
        throw new CompletionException(e);
      }
    }

    @Override
    public CompletionStage<Void> shutdown() {
      closed = true;
      return super.shutdown().thenRun(() -> gone = true);
    }
  }
}
