package io.flagcache.conformance.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;

/** Tells whether this machine had the time for what was asked of it. */
final class Machine {

  private static final Duration STEP = Duration.ofMillis(10);
  private static final Duration PAUSE_TO_NOTICE = Duration.ofMillis(100);

  private static volatile long lastPause = System.nanoTime();

  static {
    Thread watch = new Thread(Machine::watch, "flagcache-conformance-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private Machine() {}

  /** A thread that only sleeps is woken in time, unless its process or its machine stands still. */
  private static void watch() {
    while (true) {
      long before = System.nanoTime();
      Await.pause(STEP);
      long after = System.nanoTime();
      if (after - before > STEP.plus(PAUSE_TO_NOTICE).toNanos()) {
        lastPause = after;
      }
    }
  }

  /**
   * Whether it stood still or had more to do than processors.
   *
   * @param start since when, by {@link System#nanoTime()}
   */
  static boolean wasBusySince(long start) {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system.getSystemLoadAverage() > system.getAvailableProcessors()
        || lastPause - start >= 0;
  }
}
