package io.flagcache.conformance.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Calls on threads of their own, so that one which never returns cannot hang a test. */
public final class Concurrently {

  /** The name of all these threads. */
  public static final String THREAD_NAME = "flagcache-conformance-caller";

  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Concurrently::thread);

  private Concurrently() {}

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, THREAD_NAME);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs a task on a thread of its own.
   *
   * @param task what to run
   * @param <T> what it returns
   * @return its result
   */
  public static <T> Future<T> start(Callable<T> task) {
    if (!StartedThreads.areCounted()) {
      return THREADS.submit(task);
    }
    FutureTask<T> own = new FutureTask<>(task);
    thread(own).start();
    return own;
  }

  /**
   * Runs tasks at the same moment, each on a thread of its own.
   *
   * @param verdict fails if a task fails or does not end
   * @param limit how long all of them may take
   * @param count how many there are
   * @param task what to run, by number
   * @param <T> what they return
   * @return what they returned, by number
   */
  public static <T> List<T> call(Verdict verdict, Duration limit, int count, IntFunction<T> task) {
    CyclicBarrier start = new CyclicBarrier(count);
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      futures.add(
          start(
              () -> {
                start.await();
                return task.apply(number);
              }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(resultOf(verdict, future, limit));
    }
    return results;
  }

  /**
   * Awaits a task.
   *
   * @param verdict fails if the task fails or does not end
   * @param future the task
   * @param limit how long it may take
   * @param <T> what it returns
   * @return what it returned
   */
  public static <T> T resultOf(Verdict verdict, Future<T> future, Duration limit) {
    try {
      return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw verdict.late("calls from several threads did not end within " + limit, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError failure) {
        throw failure;
      }
      throw verdict.broken("a call from one of several threads failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw verdict.broken("the test was interrupted", e);
    }
  }

  /**
   * Waits for a task, but not for long.
   *
   * @param limit how long to wait
   * @param future the task
   * @return whether it has ended, well or not
   */
  public static boolean endsWithin(Duration limit, Future<?> future) {
    try {
      future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException ended) {
      return true;
    } catch (TimeoutException waits) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
