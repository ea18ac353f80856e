package io.flagcache.posthog;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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
      ensureOpen();
      return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (CancellationException e) {
      ensureOpen();
      throw new ExecutionException(e);
    } catch (ExecutionException e) {
      // A failure that came while the waiter was closed is nobody's news.
      ensureOpen();
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      current = null;
      future.cancel(true);
    }
  }

  /**
   * Waits.
   *
   * @throws CancellationException if the waiter was closed or the thread interrupted
   */
  void pause(Duration time) {
    try {
      await(new CompletableFuture<>(), time);
    } catch (TimeoutException over) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Nobody completes it", e);
    }
  }

  /** Called before each step of a poll, so that a closed loader begins none. */
  void ensureOpen() {
    if (closed) {
      throw new CancellationException("closed");
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
