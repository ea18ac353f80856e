package io.flagcache.conformance.reference;

import io.flagcache.conformance.internal.TestTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A time that passes when a test lets it, but for one microsecond a look. */
final class ManualTime implements TestTime {

  private final AtomicLong now = new AtomicLong();

  @Override
  public long nanoTime() {
    // Of two moments in turn the second is later, as on a real clock.
    return now.addAndGet(1_000);
  }

  @Override
  public void pass(Duration duration) {
    now.addAndGet(duration.toNanos());
  }
}
