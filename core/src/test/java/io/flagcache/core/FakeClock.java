package io.flagcache.core;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A monotonic clock that stands still until it is told to go on. */
final class FakeClock implements LongSupplier {

  // Begins below zero, as System.nanoTime() may.
  private long now = -Duration.ofDays(1).toNanos();

  void advance(Duration duration) {
    now += duration.toNanos();
  }

  @Override
  public long getAsLong() {
    return now;
  }
}
