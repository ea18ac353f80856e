package io.flagcache.posthog;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a provider that may do anything: block, throw, return null, never answer. No call blocks or
 * throws, and every answer comes within the limit.
 */
final class ContainedCalls {

  private static final int MAX_WAITING = 16;

  private final Duration limit;
  private final @Nullable ThreadPoolExecutor thread;

  private ContainedCalls(Duration limit, @Nullable ThreadPoolExecutor thread) {
    this.limit = limit;
    this.thread = thread;
  }

  /** Calls on the thread of the caller, for a provider whose methods are known not to block. */
  static ContainedCalls onTheCallersThread(Duration limit) {
    return new ContainedCalls(limit, null);
  }

  /** Calls on one daemon thread, which ends when it was idle for a minute. */
  static ContainedCalls onOneThread(Duration limit) {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            60,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            new DaemonThreads("flagcache-bridge"));
    thread.allowCoreThreadTimeOut(true);
    return new ContainedCalls(limit, thread);
  }

  /**
   * Makes one call. Whoever cancels the answer withdraws the call, and cancels the provider's stage
   * if there is one; a shutdown goes on regardless.
   */
  <S, T extends @Nullable Object> CompletableFuture<T> call(
      CacheCall call, Supplier<CompletionStage<S>> method, Function<S, T> result) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    limit(call, answer);
    Runnable task =
        () -> {
          if (!answer.isDone() || call == CacheCall.SHUTDOWN) {
            begin(call, method, result, answer);
          }
        };
    if (thread == null) {
      task.run();
    } else {
      enqueue(thread, call, task, answer);
    }
    return answer;
  }

  private void limit(CacheCall call, CompletableFuture<?> answer) {
    CompletableFuture<Boolean> answered =
        new CompletableFuture<Boolean>().orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS);
    answer.whenComplete((value, failure) -> answered.complete(true));
    answered.whenComplete(
        (inTime, timeout) -> {
          if (timeout != null) {
            answer.completeExceptionally(
                new TimeoutException(
                    "The provider's " + call + " did not end within " + limit.toMillis() + " ms"));
          }
        });
  }

  private static void enqueue(
      ThreadPoolExecutor thread, CacheCall call, Runnable task, CompletableFuture<?> answer) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(
          new RejectedExecutionException(
              call + " was refused: the provider blocks, and " + MAX_WAITING + " calls wait", e));
      return;
    }
    if (call != CacheCall.SHUTDOWN) {
      answer.whenComplete((value, failure) -> thread.remove(task));
    }
  }

  private static <S, T extends @Nullable Object> void begin(
      CacheCall call,
      Supplier<CompletionStage<S>> method,
      Function<S, T> result,
      CompletableFuture<T> answer) {
    try {
      CompletionStage<S> stage = method.get();
      if (stage == null) {
        throw new NullPointerException("The provider's " + call + " returned null, no stage");
      }
      stage.whenComplete((value, failure) -> end(call, value, failure, result, answer));
      if (call != CacheCall.SHUTDOWN) {
        answer.whenComplete((value, failure) -> cancel(stage));
      }
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
  }

  private static <S, T extends @Nullable Object> void end(
      CacheCall call,
      S value,
      @Nullable Throwable failure,
      Function<S, T> result,
      CompletableFuture<T> answer) {
    try {
      if (failure != null) {
        answer.completeExceptionally(failure);
      } else if (value == null && call.answers()) {
        throw new NullPointerException("The provider's stage of " + call + " completed with null");
      } else {
        answer.complete(result.apply(value));
      }
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private static void cancel(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (UnsupportedOperationException noFuture) {
      // Not every stage can be cancelled; nobody waits for it any more.
      return;
    }
  }
}
