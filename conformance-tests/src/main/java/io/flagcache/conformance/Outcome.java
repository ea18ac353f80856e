package io.flagcache.conformance;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param value what the stage completed with
 * @param failure what the stage failed with
 * @param blocked how long the method took to return its stage
 * @param took how long it took until the stage was complete
 * @param <T> what the stage completes with
 */
record Outcome<T>(@Nullable T value, @Nullable Throwable failure, Duration blocked, Duration took) {

  boolean failed() {
    return failure != null;
  }
}
