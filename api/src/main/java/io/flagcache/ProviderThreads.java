package io.flagcache;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that all providers share: as many as have a call under way. They are kept for a while
 * as long as there are providers, and end at once when there are none.
 */
final class ProviderThreads {

  private static final Duration KEPT = Duration.ofMinutes(1);

  private final ThreadPoolExecutor threads;
  private int providers;

  ProviderThreads(ThreadFactory factory) {
    threads =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 0, TimeUnit.NANOSECONDS, new SynchronousQueue<>(), factory);
  }

  /** A provider may have calls from now on. */
  synchronized void opened() {
    providers++;
    keepFor(KEPT);
  }

  /** A provider has run its last call, or is running it. */
  synchronized void closed() {
    providers--;
    keepFor(providers == 0 ? Duration.ZERO : KEPT);
  }

  private void keepFor(Duration idle) {
    threads.setKeepAliveTime(idle.toNanos(), TimeUnit.NANOSECONDS);
  }

  void execute(Runnable task) {
    threads.execute(task);
  }

  static Thread daemon(Runnable task, String role) {
    // What a caller's thread hands down to others is not meant for the other providers' calls.
    Thread thread = new Thread(null, task, "flagcache-" + role, 0, false);
    thread.setDaemon(true);
    // The caller's context class loader must not be kept alive by a thread that outlives it.
    thread.setContextClassLoader(ProviderThreads.class.getClassLoader());
    return thread;
  }
}
