package io.flagcache.posthog;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for one future at a time, until its time is over or the waiter is closed. */
final class Waiter {

  private volatile boolean closed;
  private volatile @Nullable Future<?> current;

  /**
   * Waits for a future, and cancels it if it does not complete.
   *
   * @throws ExecutionException if the future failed or was cancelled by somebody else
   * @throws TimeoutException if it did not complete in time
   * @throws CancellationException if the waiter was closed or the thread interrupted, so that the
   *     caller should end what it does
   */
  <T> T await(Future<T> future, Duration limit) throws ExecutionException, TimeoutException {
    current = future;
    try {
      if (closed) {
        throw new CancellationException("closed");
      }
      return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (CancellationException e) {
      if (closed) {
        throw e;
      }
      throw new ExecutionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      current = null;
      future.cancel(true);
    }
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
    Future<?> future = current;
    if (future != null) {
      future.cancel(true);
    }
  }
}
