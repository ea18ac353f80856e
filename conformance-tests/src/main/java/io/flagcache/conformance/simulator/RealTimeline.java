package io.flagcache.conformance.simulator;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;

/** A scenario's time that runs with the real one, many times faster. */
final class RealTimeline extends Timeline {

  /** What a busy machine may add to anything. */
  private static final Duration SLACK = Duration.ofMillis(1500);

  private final double speed;
  private final long start = System.nanoTime();

  /** Makes a timeline on which so much of the scenario passes in so much of real time. */
  RealTimeline(Duration scenario, Duration real) {
    this.speed = (double) scenario.toNanos() / real.toNanos();
  }

  @Override
  Duration fromRealTime(Duration real) {
    return Duration.ofNanos((long) (real.toNanos() * speed));
  }

  @Override
  Duration tolerance() {
    return fromRealTime(SLACK);
  }

  @Override
  long passed(long seen) {
    return (long) ((System.nanoTime() - start) * speed);
  }

  @Override
  long idle(long now, long target, boolean callsUnderWay, LinkedBlockingDeque<Runnable> arrivals) {
    long wait = (long) (target / speed) - (System.nanoTime() - start);
    try {
      Runnable arrival = arrivals.poll(Math.max(1, wait), TimeUnit.NANOSECONDS);
      if (arrival == null) {
        return target;
      }
      arrivals.addFirst(arrival);
      return Math.min(target, passed(now));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The simulation was interrupted", e);
    }
  }
}
