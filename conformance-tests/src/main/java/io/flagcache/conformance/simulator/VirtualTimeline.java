package io.flagcache.conformance.simulator;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;

/** A scenario's time that jumps to the next thing that happens. */
final class VirtualTimeline extends Timeline {

  private static final long STEP = Duration.ofMillis(100).toNanos();

  private final VirtualTimeFixture fixture;

  VirtualTimeline(VirtualTimeFixture fixture) {
    this.fixture = fixture;
  }

  @Override
  Duration fromRealTime(Duration real) {
    return real;
  }

  @Override
  Duration tolerance() {
    return Duration.ofSeconds(1);
  }

  @Override
  long passed(long seen) {
    return seen;
  }

  @Override
  long idle(long now, long target, boolean callsUnderWay, LinkedBlockingDeque<Runnable> arrivals) {
    long next = callsUnderWay ? Math.min(target, now + STEP) : target;
    fixture.advance(Duration.ofNanos(next - now));
    return next;
  }
}
