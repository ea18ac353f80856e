package io.flagcache.dynamodb;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long the head has not changed before this worker's eyes. No two clocks are compared: whoever
 * wants to take a lease over has watched it for that long itself.
 */
final class Observed {

  private final LongSupplier nanoTime;
  private Head.@Nullable Sign sign;
  private long since;

  Observed(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void see(Head head) {
    if (!head.sign().equals(sign)) {
      sign = head.sign();
      since = nanoTime.getAsLong();
    }
  }

  boolean isUnchangedFor(Duration duration) {
    return sign != null && nanoTime.getAsLong() - since >= duration.toNanos();
  }

  /** Whether a later state was seen already: an eventually consistent read may be behind. */
  boolean isPast(Head head) {
    Head.Sign seen = sign;
    return seen != null
        && (head.epoch() < seen.epoch()
            || (head.epoch() == seen.epoch() && head.beat() < seen.beat()));
  }
}
