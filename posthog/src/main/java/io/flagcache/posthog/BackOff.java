package io.flagcache.posthog;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long no request is sent after the API refused one. As PostHog's SDK for Node does
 * (posthog-js, packages/node, feature-flags.ts, {@code getPollingInterval}), the poll interval
 * doubles with each refusal, up to a minute; {@code Retry-After} is obeyed up to ten minutes.
 */
final class BackOff {

  private static final Duration LONGEST_DOUBLING = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 13;

  private final Duration pollInterval;
  private final LongSupplier nanoTime;
  private int refusals;
  private long endNanos;
  private boolean running;

  BackOff(Duration pollInterval, LongSupplier nanoTime) {
    this.pollInterval = pollInterval;
    this.nanoTime = nanoTime;
  }

  boolean isRunning() {
    running = running && endNanos - nanoTime.getAsLong() > 0;
    return running;
  }

  /** Returns how long no request is to be sent; empty if the next poll may ask again. */
  Optional<Duration> failed(ApiAnswer.Failed failure) {
    Optional<Duration> pause = failure.retryAfter().map(BackOff::bounded);
    if (failure.refused()) {
      refusals = Math.min(refusals + 1, MOST_DOUBLINGS);
      pause = Optional.of(pause.orElseGet(this::doubled));
    }
    running = pause.isPresent();
    endNanos = nanoTime.getAsLong() + pause.orElse(Duration.ZERO).toNanos();
    return pause;
  }

  void succeeded() {
    refusals = 0;
    running = false;
  }

  private static Duration bounded(Duration retryAfter) {
    return retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : retryAfter;
  }

  private Duration doubled() {
    if (pollInterval.compareTo(LONGEST_DOUBLING) >= 0) {
      return pollInterval;
    }
    Duration doubled = pollInterval.multipliedBy(1L << refusals);
    return doubled.compareTo(LONGEST_DOUBLING) > 0 ? LONGEST_DOUBLING : doubled;
  }
}
