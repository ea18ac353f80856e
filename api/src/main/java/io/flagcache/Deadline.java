package io.flagcache;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The moment by which a call has to be done, on the monotonic clock of this process. It is handed
 * down through every step of a call, so that each step gets what the steps before it left.
 * Immutable and safe for use by several threads.
 */
public final class Deadline {

  private final LongSupplier nanoTime;
  private final long endNanos;

  private Deadline(LongSupplier nanoTime, long endNanos) {
    this.nanoTime = nanoTime;
    this.endNanos = endNanos;
  }

  /**
   * A deadline that lies the given time ahead.
   *
   * @param duration the time until then
   * @return the deadline
   */
  public static Deadline after(Duration duration) {
    return after(duration, System::nanoTime);
  }

  /**
   * A deadline on a monotonic clock of the caller's, for tests.
   *
   * @param duration the time until then
   * @param nanoTime the clock, in nanoseconds from any origin, as {@link System#nanoTime()}
   * @return the deadline
   */
  public static Deadline after(Duration duration, LongSupplier nanoTime) {
    Objects.requireNonNull(nanoTime, "nanoTime");
    return new Deadline(nanoTime, nanoTime.getAsLong() + duration.toNanos());
  }

  /**
   * The time that is left.
   *
   * @return the time left; zero, never negative, once the deadline has passed
   */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, endNanos - nanoTime.getAsLong()));
  }

  /**
   * Whether the deadline has passed.
   *
   * @return true once no time is left
   */
  public boolean hasPassed() {
    return endNanos - nanoTime.getAsLong() <= 0;
  }

  @Override
  public String toString() {
    return "Deadline[in " + remaining() + "]";
  }
}
