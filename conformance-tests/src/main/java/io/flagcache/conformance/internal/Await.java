package io.flagcache.conformance.internal;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks again and again until something is so, or time is up. */
public final class Await {

  private Await() {}

  /**
   * Asks at least once.
   *
   * @param limit how long to ask
   * @param pause the time between two questions
   * @param condition the question
   * @return whether it came to be so
   */
  public static boolean until(Duration limit, Duration pause, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(Math.min(left, pause.toNanos()));
    }
    return true;
  }

  /**
   * Lets time pass.
   *
   * @param duration how much
   */
  public static void pause(Duration duration) {
    until(duration, duration, () -> false);
  }
}
