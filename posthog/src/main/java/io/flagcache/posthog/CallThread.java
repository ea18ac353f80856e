package io.flagcache.posthog;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** On which thread a provider's methods are called. */
sealed interface CallThread {

  /**
   * Does the task, now or later.
   *
   * @param answer is failed if the task is refused; once it has come, the task need not be done any
   *     more, unless it is a shutdown
   */
  void run(CacheCall call, Runnable task, CompletableFuture<?> answer);

  /** The thread of the caller, for a provider whose methods are known not to block. */
  record Callers() implements CallThread {

    @Override
    public void run(CacheCall call, Runnable task, CompletableFuture<?> answer) {
      task.run();
    }
  }

  /** One daemon thread, which ends when it was idle for a minute. */
  final class Own implements CallThread {

    private static final int MAX_WAITING = 16;

    private final ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            60,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            new DaemonThreads("flagcache-bridge"));

    Own() {
      thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void run(CacheCall call, Runnable task, CompletableFuture<?> answer) {
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
  }
}
