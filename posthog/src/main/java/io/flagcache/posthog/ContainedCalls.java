package io.flagcache.posthog;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  private final CallThread thread;
  private final Duration limit;

  ContainedCalls(CallThread thread, Duration limit) {
    this.thread = thread;
    this.limit = limit;
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
    thread.run(call, task, answer);
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
