package io.flagcache.core;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long something shared has not changed before this worker's eyes, for stores whose backend has
 * no clock that a lease could be measured by. No two clocks are compared: whoever wants to take a
 * lease over, or to call an entry expired, has watched for that long itself, on its own monotonic
 * clock. What has not been seen yet is unchanged for no time at all.
 *
 * <p>Not safe for use by several threads: each store has one of its own.
 */
public final class Observed {

  private final LongSupplier nanoTime;
  private @Nullable Object sign;
  private long since;
  private boolean changed;

  /**
   * Has seen nothing yet.
   *
   * @param nanoTime a monotonic clock in nanoseconds, as {@link System#nanoTime()}
   */
  public Observed(LongSupplier nanoTime) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
  }

  /**
   * Notes what is there now.
   *
   * @param present equal to what was seen before if nothing has changed; it must change whenever
   *     the leader polls or publishes, and whenever leadership changes
   */
  public void see(Object present) {
    if (!present.equals(sign)) {
      changed = sign != null;
      sign = present;
      since = nanoTime.getAsLong();
    }
  }

  /**
   * Whether what was seen last has been the same for a while.
   *
   * @param duration how long
   * @return true if it was seen first so long ago, and unchanged since
   */
  public boolean isUnchangedFor(Duration duration) {
    return sign != null && unchanged().compareTo(duration) >= 0;
  }

  /**
   * How long ago a change was seen. The change itself may have been earlier, at any time since what
   * was there before it was last seen.
   *
   * @return the time since then; empty while all that has been seen is the same
   */
  public Optional<Duration> sinceChange() {
    return changed ? Optional.of(unchanged()) : Optional.empty();
  }

  private Duration unchanged() {
    return Duration.ofNanos(nanoTime.getAsLong() - since);
  }
}
