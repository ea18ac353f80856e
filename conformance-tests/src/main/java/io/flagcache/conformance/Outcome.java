package io.flagcache.conformance;

import io.flagcache.conformance.internal.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param value what the stage completed with
 * @param failure what the stage failed with
 * @param blocked how long the method took to return its stage
 * @param took how long it took until the stage was complete
 * @param deadline how long it was given
 * @param <T> what the stage completes with
 */
record Outcome<T>(
    @Nullable T value,
    @Nullable Throwable failure,
    Duration blocked,
    Duration took,
    Duration deadline) {

  boolean failed() {
    return failure != null;
  }

  /** Whether it failed after so long that with more time it might not have. */
  boolean ranOutOfTime() {
    return failed() && Verdict.mayHaveRunOutOfTime(took, deadline);
  }
}
