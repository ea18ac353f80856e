package io.flagcache.conformance.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The times that tests use, stretched for slow machines and coarse backends. */
public final class Timing {

  /** The system property that stretches all times. */
  public static final String SETTING = "flagcache.conformance.timescale";

  static final Duration LONGEST_DEADLINE = Duration.ofSeconds(9);

  private static final Duration LONGEST_SLACK = Duration.ofSeconds(20);
  private static final double LARGEST_SCALE = 100;

  private final double scale;
  private final TestTime time;

  /**
   * Makes times.
   *
   * @param scale by how much they are stretched
   * @param time in which leases and lifetimes end
   */
  public Timing(double scale, TestTime time) {
    if (!(scale > 0 && scale <= LARGEST_SCALE)) {
      throw new IllegalArgumentException(
          "The time scale is "
              + scale
              + "; use a number above 0, at most 100, such as 3 for a machine that is three times"
              + " slower");
    }
    this.scale = scale;
    this.time = time;
  }

  /**
   * What time it is for leases and lifetimes.
   *
   * @return nanoseconds since some moment
   */
  public long nanoTime() {
    return time.nanoTime();
  }

  /**
   * Lets time pass for leases and lifetimes.
   *
   * @param duration how much
   */
  public void pass(Duration duration) {
    time.pass(duration);
  }

  /**
   * Asks again and again, while time passes for leases and lifetimes, until something is so.
   *
   * @param limit how long to ask
   * @param pause the time between two questions
   * @param condition the question
   * @return whether it came to be so
   */
  public boolean until(Duration limit, Duration pause, BooleanSupplier condition) {
    return Await.until(time, limit, pause, condition);
  }

  /**
   * Asks as {@link #until} does, and reads the clock.
   *
   * @param limit how long to ask
   * @param pause the time between two questions
   * @param condition the question
   * @return when it came to be so, by {@link #nanoTime()}; empty if it did not
   */
  public Optional<Await.Turn> turn(Duration limit, Duration pause, BooleanSupplier condition) {
    long[] asked = {nanoTime(), nanoTime()};
    boolean came =
        until(
            limit,
            pause,
            () -> {
              asked[0] = asked[1];
              asked[1] = nanoTime();
              return condition.getAsBoolean();
            });
    return came ? Optional.of(new Await.Turn(asked[0], nanoTime())) : Optional.empty();
  }

  /**
   * Longer times, as far as times can be stretched.
   *
   * @param stretch by how much
   * @return the longer times
   */
  public Timing stretched(int stretch) {
    return new Timing(Math.min(LARGEST_SCALE, scale * stretch), time);
  }

  /**
   * What the system property says.
   *
   * @return the scale, 1 by default
   */
  public static double scaleSetting() {
    String setting = System.getProperty(SETTING, "1");
    try {
      return Double.parseDouble(setting);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The system property " + SETTING + " is '" + setting + "'; use a number such as 1 or 2.5",
          e);
    }
  }

  /**
   * A time.
   *
   * @param millis its length on a machine of usual speed
   * @return the time, stretched
   */
  public Duration millis(long millis) {
    return Duration.ofNanos((long) (millis * 1e6 * scale));
  }

  /**
   * A short poll interval.
   *
   * @return the interval
   */
  public Duration poll() {
    return millis(100);
  }

  /**
   * The time between two questions in a wait.
   *
   * @return a quarter of a poll
   */
  public Duration pause() {
    return poll().dividedBy(4);
  }

  /**
   * A lease whose end a test waits for.
   *
   * @return the lease
   */
  public Duration shortLease() {
    return millis(400);
  }

  /**
   * A lease that does not end during a test.
   *
   * @return the lease
   */
  public Duration longLease() {
    return millis(60_000);
  }

  /**
   * A deadline, stretched, but below that of the SDK.
   *
   * @param millis its length on a machine of usual speed
   * @return the deadline
   */
  public Duration deadline(long millis) {
    Duration scaled = millis(millis);
    return scaled.compareTo(LONGEST_DEADLINE) > 0 ? LONGEST_DEADLINE : scaled;
  }

  /**
   * What a busy machine may add to any time before a test takes offence.
   *
   * @return the time
   */
  public Duration slack() {
    Duration slack = millis(1500);
    return slack.compareTo(LONGEST_SLACK) > 0 ? LONGEST_SLACK : slack;
  }
}
