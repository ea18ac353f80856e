package io.flagcache.dynamodb;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long the head has not changed before this worker's eyes. No two clocks are compared: whoever
 * wants to take over, or to call an entry expired, has watched for that long itself.
 */
final class Observed {

  private final LongSupplier nanoTime;
  private Head.@Nullable Sign sign;
  private long since;

  Observed(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Notes what was seen, and takes an entry out that nobody has led for during its lifetime. */
  Head see(Head head) {
    if (!head.sign().equals(sign)) {
      sign = head.sign();
      since = nanoTime.getAsLong();
    }
    boolean expired = head.entry().filter(entry -> isUnchangedFor(entry.ttl())).isPresent();
    return expired ? head.withoutEntry() : head;
  }

  boolean isUnchangedFor(Duration duration) {
    return sign != null && nanoTime.getAsLong() - since >= duration.toNanos();
  }
}
