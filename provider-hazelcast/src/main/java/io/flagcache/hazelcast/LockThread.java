package io.flagcache.hazelcast;

import io.flagcache.Deadline;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which locks are taken and given back, since they belong to a thread. Hazelcast
 * offers no time-out for these calls, and some last for two minutes: whoever asks waits until its
 * own deadline, and the next call begins when the one before it has come back. So a call that hangs
 * holds up one thread and no more.
 *
 * <p>The thread lives until {@link #close}. It is called one call at a time.
 */
final class LockThread {

  /** The call before has not come back. */
  static final class StuckException extends TimeoutException {
    private static final long serialVersionUID = 1;

    StuckException() {
      super("an earlier call has not come back yet");
    }
  }

  private final ExecutorService thread = Executors.newSingleThreadExecutor(LockThread::daemon);
  private @Nullable Future<?> current;

  <T> T call(Deadline deadline, Callable<T> call) throws Exception {
    Future<?> before = current;
    if (before != null && !before.isDone()) {
      awaitEnd(before, deadline);
    }
    Future<T> future = thread.submit(call);
    current = future;
    return result(future, deadline);
  }

  /** Does something that nobody waits for, unless the thread is busy. */
  void offer(Runnable work) {
    Future<?> before = current;
    if (before == null || before.isDone()) {
      current = thread.submit(work);
    }
  }

  /** Does something that may end what the thread waits for. */
  void beside(Runnable work) {
    daemon(work).start();
  }

  private static void awaitEnd(Future<?> before, Deadline deadline) throws Exception {
    try {
      before.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException reported) {
      // To whoever asked then.
    } catch (TimeoutException e) {
      throw new StuckException();
    }
  }

  private static <T> T result(Future<T> future, Deadline deadline) throws Exception {
    try {
      return future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new TimeoutException("no answer before the deadline");
    }
  }

  /** Ends the thread as soon as its last call has come back, and this is done, too. */
  void close(Runnable last) {
    if (!thread.isShutdown()) {
      thread.execute(last);
      thread.shutdown();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "flagcache-hazelcast");
    thread.setDaemon(true);
    thread.setContextClassLoader(ClassesOfHazelcast.LOADER);
    return thread;
  }
}
