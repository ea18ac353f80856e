package io.flagcache.posthog;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How the API requests of a fleet are spread.
 *
 * @param shortestGap the least time between two requests of this worker
 * @param jitter up to how long a worker that does not lead waits before a request of its own
 * @param random from 0 to 1, where in that time
 */
record Pacing(Duration shortestGap, Duration jitter, DoubleSupplier random) {

  /** For who decides itself when to poll. */
  static final Pacing NONE = new Pacing(Duration.ZERO, Duration.ZERO, () -> 0);

  Duration nextJitter() {
    return Duration.ofNanos((long) (jitter.toNanos() * random.getAsDouble()));
  }
}
