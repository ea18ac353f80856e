package io.flagcache.hazelcast;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a lock request whose answer was lost may still be under way. It may be carried out beside
 * the next one, whose giving back then leaves a lock that nobody knows of.
 */
final class LateGrants {

  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private @Nullable Long lost;

  /**
   * Knows of none.
   *
   * @param patience for how long a request may be under way
   */
  LateGrants(Duration patience, LongSupplier nanoTime) {
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
  }

  /** An answer was just found to be lost. */
  void lost() {
    lost = nanoTime.getAsLong();
  }

  boolean mayCome() {
    Long since = lost;
    return since != null && nanoTime.getAsLong() - since < patienceNanos;
  }
}
