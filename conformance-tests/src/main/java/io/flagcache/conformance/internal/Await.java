package io.flagcache.conformance.internal;

import java.time.Duration;
import java.util.Optional;
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
    long left = limit.toNanos();
    while (!condition.getAsBoolean()) {
      // Whoever did not get to ask while there was time asks once more.
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(Math.min(left, pause.toNanos()));
      left = end - System.nanoTime();
    }
    return true;
  }

  /**
   * When something came to be so, as far as one who asks now and then can tell.
   *
   * @param lastBefore when it was last asked in vain
   * @param firstAfter when it was first seen to be so
   */
  public record Turn(long lastBefore, long firstAfter) {}

  /**
   * Asks as {@link #until} does, and looks at the clock, which is {@link System#nanoTime()}.
   *
   * @param limit how long to ask
   * @param pause the time between two questions
   * @param condition the question
   * @return when it came to be so; empty if it did not
   */
  public static Optional<Turn> turn(Duration limit, Duration pause, BooleanSupplier condition) {
    long[] asked = {System.nanoTime(), System.nanoTime()};
    boolean came =
        until(
            limit,
            pause,
            () -> {
              asked[0] = asked[1];
              asked[1] = System.nanoTime();
              return condition.getAsBoolean();
            });
    return came ? Optional.of(new Turn(asked[0], System.nanoTime())) : Optional.empty();
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
