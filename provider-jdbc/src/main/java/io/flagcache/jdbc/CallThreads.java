package io.flagcache.jdbc;

import io.flagcache.Deadline;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one provider's calls of drivers on threads that are given up when the time is over.
 * Time-outs of drivers end most calls before that, but a driver that wraps another, or has none,
 * knows no time-out that could be counted on. A thread that was given up is of use again when its
 * driver comes back, and until then waits: it is not interrupted, which would close the files of an
 * H2 in this JVM.
 */
final class CallThreads {

  /** So many may hang before there is a pause between one and the next. */
  private static final int MOST_AT_ONCE = 8;

  /**
   * For each thread that hangs, so that there are some hundreds after a day. What hangs may do so
   * for ever though the server is back: there is no number at which nothing is tried any more.
   */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final int KEPT_SECONDS = 60;

  /** Those of all providers of this process: as many as have a call under way. */
  private static final ThreadPoolExecutor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          KEPT_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          CallThreads::daemon);

  private static int open;

  private final AtomicInteger hanging = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile long lastHang;

  CallThreads() {
    count(1);
  }

  /** Where nothing is open any more, no thread waits for its next call. */
  private static synchronized void count(int opened) {
    open += opened;
    THREADS.setKeepAliveTime(open == 0 ? 0 : KEPT_SECONDS, TimeUnit.SECONDS);
  }

  private static Thread daemon(Runnable task) {
    // What a caller's thread hands down to others is not meant for the other providers' calls.
    Thread thread = new Thread(null, task, "flagcache-jdbc", 0, false);
    thread.setDaemon(true);
    // The caller's context class loader must not be kept alive by a thread that outlives it.
    thread.setContextClassLoader(CallThreads.class.getClassLoader());
    return thread;
  }

  /** What is run. */
  interface Call<T> {
    T run() throws SQLException;

    /** Told on a thread of its own when the call was given up, while it hangs. */
    default void givenUp() {}

    /** Told the result of a call that was given up. */
    default void cameLate(T result) {}
  }

  /**
   * Runs a call, and waits for it until the deadline.
   *
   * @throws SQLTimeoutException if it had to be given up, or too many hang already
   */
  <T> T run(Deadline deadline, Call<T> call) throws SQLException {
    demandOpen();
    demandRoom();
    CompletableFuture<T> answer = new CompletableFuture<>();
    THREADS.execute(() -> complete(answer, call));
    try {
      return await(answer, deadline);
    } catch (TimeoutException e) {
      return giveUp(answer, call);
    }
  }

  private void demandOpen() throws SQLException {
    if (closed.get()) {
      throw new SQLNonTransientConnectionException("The provider has been shut down");
    }
  }

  private void demandRoom() throws SQLTimeoutException {
    int hangs = hanging.get();
    long pause = PAUSE.multipliedBy(hangs).toNanos() - (System.nanoTime() - lastHang);
    if (hangs >= MOST_AT_ONCE && pause > 0) {
      throw new SQLTimeoutException(
          hangs
              + " calls hang in the JDBC driver, which has no time-outs; the next one is tried in "
              + Duration.ofNanos(pause).toSeconds()
              + " s. Set the driver's own time-outs in the url or the data source");
    }
  }

  private <T> void complete(CompletableFuture<T> answer, Call<T> call) {
    try {
      T result = call.run();
      if (!answer.complete(result)) {
        hanging.decrementAndGet();
        call.cameLate(result);
      }
    } catch (Throwable e) {
      if (!answer.completeExceptionally(e)) {
        hanging.decrementAndGet();
      }
    }
  }

  private <T> T giveUp(CompletableFuture<T> answer, Call<T> call) throws SQLException {
    lastHang = System.nanoTime();
    hanging.incrementAndGet();
    SQLTimeoutException timeout =
        new SQLTimeoutException(
            "The database did not answer before the deadline, and the JDBC driver goes on waiting");
    if (!answer.completeExceptionally(timeout)) {
      hanging.decrementAndGet();
      return resultOf(answer);
    }
    THREADS.execute(call::givenUp);
    throw timeout;
  }

  /** Whoever interrupts the waiting thread finds it interrupted when the call has ended. */
  private static <T> T await(CompletableFuture<T> answer, Deadline deadline)
      throws SQLException, TimeoutException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
          return resultOf(answer);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return resultOf(answer);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T resultOf(CompletableFuture<T> done) throws SQLException {
    try {
      return done.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof SQLException failure) {
        throw failure;
      }
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      throw new SQLException("The JDBC driver failed: " + cause, e);
    }
  }

  /** No call begins any more. */
  void close() {
    if (closed.compareAndSet(false, true)) {
      count(-1);
    }
  }
}
