package io.flagcache.core.record;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a record has not changed as observed locally, for backends that have no clock a lease
 * could be measured by. No two clocks are compared: whoever wants to take a lease over, or to call
 * an entry expired, has watched for that long itself, on its own monotonic clock. What has not been
 * observed yet is unchanged for no time at all.
 *
 * <p>Not safe for use by several threads: each store has one of its own.
 */
public final class UnchangedTimer {

  private final LongSupplier nanoTime;
  private @Nullable Object version;
  private long since;
  private boolean changed;

  /**
   * Has observed nothing yet.
   *
   * @param nanoTime a monotonic clock in nanoseconds, as {@link System#nanoTime()}
   */
  public UnchangedTimer(LongSupplier nanoTime) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
  }

  /**
   * Observes what is there now.
   *
   * @param present equal to what was observed before if nothing has changed; it must change
   *     whenever the leader polls or publishes, and whenever leadership changes
   */
  public void observe(Object present) {
    if (!present.equals(version)) {
      changed = version != null;
      version = present;
      since = nanoTime.getAsLong();
    }
  }

  /**
   * Whether what was observed last has been the same for a while.
   *
   * @param duration how long
   * @return true if it was observed first so long ago, and unchanged since
   */
  public boolean isUnchangedFor(Duration duration) {
    return version != null && unchanged().compareTo(duration) >= 0;
  }

  /**
   * How long ago a change was observed. The change itself may have been earlier, at any time since
   * what was there before it was last observed.
   *
   * @return the time since then; empty while all that has been observed is the same
   */
  public Optional<Duration> sinceChange() {
    return changed ? Optional.of(unchanged()) : Optional.empty();
  }

  private Duration unchanged() {
    return Duration.ofNanos(nanoTime.getAsLong() - since);
  }
}
