package io.flagcache;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Base class for providers whose client library blocks: implement four blocking methods, and this
 * class makes them the asynchronous contract.
 *
 * <p>All four run one at a time, in the order of the calls, each seeing what the one before it has
 * done: an implementation needs no locks. They run on daemon threads that all providers of the
 * process share, not always on the same one. There are as many as providers have a call under way;
 * they end when they were idle for a minute, and at once when every provider has been shut down.
 * Concurrent calls wait their turn inside their own deadline. A call whose deadline passes fails
 * its stage with a {@link TimeoutException} while its thread may still be busy with it; it is not
 * interrupted, since interrupts break many client libraries, so pass {@link Deadline#remaining()}
 * on to the client as its time-out. Calls that wait behind it end at their own deadlines and are
 * then forgotten, and at most {@value #MAX_WAITING} wait: a client that hangs holds up one thread
 * and no other provider, and piles up no work.
 *
 * <p>Stages complete on the thread of their call, or on a timer thread shared by all providers when
 * a deadline passes. Actions added to a stage without an executor of their own run there and must
 * not block.
 */
public abstract class BlockingFlagDefinitionCacheProvider implements FlagDefinitionCacheProvider {

  private static final int MAX_WAITING = 256;
  private static final Duration SDK_LIMIT = Duration.ofSeconds(10);
  private static final ProviderThreads THREADS =
      new ProviderThreads(task -> ProviderThreads.daemon(task, "worker"));
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Duration decisionDeadline;
  private final Duration transferDeadline;
  private final CallQueue calls;
  private final PendingStages pending = new PendingStages(TIMER);
  private final Object shutdownLock = new Object();
  private volatile @Nullable CompletableFuture<Void> closing;

  /**
   * Sets the deadlines.
   *
   * @param decisionDeadline how long {@link #shouldFetchFlagDefinitions()} and {@link #shutdown()}
   *     may take
   * @param transferDeadline how long {@link #getFlagDefinitions()} and {@link
   *     #onFlagDefinitionsReceived(FlagDefinitionCacheData)} may take
   * @throws IllegalArgumentException if a deadline is not positive, or not below the 10 s after
   *     which PostHog's JVM SDK gives a stage up
   */
  protected BlockingFlagDefinitionCacheProvider(
      Duration decisionDeadline, Duration transferDeadline) {
    this.decisionDeadline = checked("decisionDeadline", decisionDeadline);
    this.transferDeadline = checked("transferDeadline", transferDeadline);
    this.calls = new CallQueue(THREADS);
  }

  /**
   * Blocking form of {@link #shouldFetchFlagDefinitions()}.
   *
   * @param deadline when the answer is due
   * @return whether this worker leads
   * @throws Exception if the backend is out of reach; it fails the stage
   */
  protected abstract boolean shouldFetch(Deadline deadline) throws Exception;

  /**
   * Blocking form of {@link #getFlagDefinitions()}.
   *
   * @param deadline when the answer is due
   * @return the shared definitions, or empty
   * @throws Exception if the backend is out of reach; it fails the stage
   */
  protected abstract Optional<FlagDefinitionCacheData> get(Deadline deadline) throws Exception;

  /**
   * Blocking form of {@link #onFlagDefinitionsReceived(FlagDefinitionCacheData)}.
   *
   * @param data what was fetched
   * @param deadline when it has to be stored
   * @throws Exception if the backend is out of reach or refuses the data; it fails the stage
   */
  protected abstract void received(FlagDefinitionCacheData data, Deadline deadline)
      throws Exception;

  /**
   * Gives up leadership and closes what was opened. Called once, after every call that was made
   * before the shutdown, and also when its own deadline has passed while it waited for them.
   *
   * @param deadline when it should be done
   * @throws Exception if the backend is out of reach; it fails the stage
   */
  protected abstract void close(Deadline deadline) throws Exception;

  @Override
  public CompletableFuture<Boolean> shouldFetchFlagDefinitions() {
    return call("shouldFetchFlagDefinitions", decisionDeadline, false, this::shouldFetch);
  }

  @Override
  public CompletableFuture<Optional<FlagDefinitionCacheData>> getFlagDefinitions() {
    return call("getFlagDefinitions", transferDeadline, Optional.empty(), this::get);
  }

  @Override
  @SuppressWarnings("NullAway") // Void has no value but null.
  public CompletableFuture<Void> onFlagDefinitionsReceived(FlagDefinitionCacheData data) {
    return call(
        "onFlagDefinitionsReceived",
        transferDeadline,
        null,
        deadline -> {
          received(Objects.requireNonNull(data, "data"), deadline);
          return null;
        });
  }

  @Override
  public final CompletableFuture<Void> shutdown() {
    synchronized (shutdownLock) {
      CompletableFuture<Void> stage = closing;
      if (stage == null) {
        stage = new CompletableFuture<>();
        closing = stage;
        close(stage);
      }
      return stage.copy();
    }
  }

  @SuppressWarnings("NullAway") // Void has no value but null.
  private void close(CompletableFuture<Void> stage) {
    Deadline deadline = Deadline.after(decisionDeadline);
    PendingStages.Pending limit = pending.add("shutdown", decisionDeadline, stage);
    // Not withdrawn when its stage ends: what was opened is closed however late.
    calls.addLast(
        () -> {
          try {
            close(deadline);
            stage.complete(null);
          } catch (Throwable e) {
            stage.completeExceptionally(e);
          } finally {
            pending.remove(limit);
          }
        });
  }

  /**
   * Runs a blocking call in its turn.
   *
   * @param name what the call is called in error messages
   * @param limit the time after which the stage fails
   * @param answerWhenClosed what the stage completes with after {@link #shutdown()}
   * @param call the call
   * @param <T> what it returns
   * @return a future that completes with the call's outcome; cancelling it withdraws a call that
   *     has not begun
   */
  protected final <T extends @Nullable Object> CompletableFuture<T> call(
      String name, Duration limit, T answerWhenClosed, BlockingCall<T> call) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    if (closing != null) {
      stage.complete(answerWhenClosed);
      return stage;
    }
    if (calls.size() >= MAX_WAITING) {
      stage.completeExceptionally(
          new RejectedExecutionException(
              name + " was refused: " + MAX_WAITING + " calls wait for the backend already"));
      return stage;
    }
    Task<T> task = new Task<>(call, Deadline.after(limit), stage, pending.add(name, limit, stage));
    try {
      if (calls.add(task)) {
        stage.whenComplete((result, failure) -> task.withdraw()); // F6
        return stage;
      }
      stage.complete(answerWhenClosed);
    } catch (Throwable noThread) {
      stage.completeExceptionally(noThread); // F3
    }
    pending.remove(task.limit);
    return stage;
  }

  private final class Task<T extends @Nullable Object> implements Runnable {

    private final BlockingCall<T> call;
    private final Deadline deadline;
    private final CompletableFuture<T> stage;
    private final PendingStages.Pending limit;
    private volatile boolean begun;

    Task(
        BlockingCall<T> call,
        Deadline deadline,
        CompletableFuture<T> stage,
        PendingStages.Pending limit) {
      this.call = call;
      this.deadline = deadline;
      this.stage = stage;
      this.limit = limit;
    }

    @Override
    public void run() {
      begun = true;
      if (stage.isDone()) {
        return;
      }
      T result;
      try {
        result = call.run(deadline);
      } catch (Throwable e) {
        pending.remove(limit);
        stage.completeExceptionally(e); // F3
        return;
      }
      // First, so that who waited for the stage finds nothing pending.
      pending.remove(limit);
      stage.complete(result);
    }

    void withdraw() {
      if (!begun) {
        pending.remove(limit);
        calls.remove(this);
      }
    }
  }

  /**
   * Whether no call is under way: then whoever asks something finds the provider as all calls
   * before have left it. Does not block; safe to call from any thread.
   *
   * @return false also from the shutdown on
   */
  protected final boolean isIdle() {
    return closing == null && pending.isEmpty();
  }

  /**
   * Runs a short action later, on the timer thread that all providers share: to {@link #call} again
   * while something is waited for, without keeping a thread.
   *
   * @param delay how much later
   * @param action must not block
   */
  protected static void runLater(Duration delay, Runnable action) {
    TIMER.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Duration checked(String name, Duration deadline) {
    if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(SDK_LIMIT) >= 0) {
      throw new IllegalArgumentException(
          name
              + " is "
              + deadline
              + ", but must be above zero and below PT10S, after which PostHog's SDK gives up");
    }
    return deadline;
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, task -> ProviderThreads.daemon(task, "deadlines"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(60, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  /**
   * A call that blocks until its deadline at the longest.
   *
   * @param <T> what it returns
   */
  @FunctionalInterface
  protected interface BlockingCall<T extends @Nullable Object> {
    /**
     * Runs the call.
     *
     * @param deadline when it has to be done
     * @return its result
     * @throws Exception if it fails
     */
    T run(Deadline deadline) throws Exception;
  }
}
