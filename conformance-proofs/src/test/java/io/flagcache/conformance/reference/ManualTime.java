package io.flagcache.conformance.reference;

import io.flagcache.conformance.internal.TestTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A time that passes when a test lets it. */
final class ManualTime implements TestTime {

  private final AtomicLong now = new AtomicLong();

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public void pass(Duration duration) {
    now.addAndGet(duration.toNanos());
  }
}
