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
    return until(TestTime.REAL, limit, pause, condition);
  }

  static boolean until(TestTime time, Duration limit, Duration pause, BooleanSupplier condition) {
    long end = time.nanoTime() + limit.toNanos();
    long left = limit.toNanos();
    while (!condition.getAsBoolean()) {
      // Whoever did not get to ask while there was time asks once more.
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      time.pass(Duration.ofNanos(Math.min(left, pause.toNanos())));
      left = end - time.nanoTime();
    }
    return true;
  }

  /**
   * When something came to be so, as far as one who asks now and then can tell.
   *
   * @param lastBefore when it was last asked in vain
   * @param firstAfter when it was first observed to be so
   */
  public record Turn(long lastBefore, long firstAfter) {}

  /**
   * Lets time pass.
   *
   * @param duration how much
   */
  public static void pause(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      LockSupport.parkNanos(left);
    }
  }
}
