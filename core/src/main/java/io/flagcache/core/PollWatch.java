package io.flagcache.core;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows when the caller polled last, and warns, once, if its polls are further apart than the lease
 * is long.
 */
final class PollWatch {

  /** What comes within this time after a decision belongs to the same poll. */
  static final Duration SAME_POLL = Duration.ofSeconds(1);

  /** One late poll is a stall of the process; two in a row are how this caller polls. */
  private static final int LATE_POLLS = 2;

  private final Duration lease;
  private final LongSupplier nanoTime;
  private final FlagCacheListener listener;
  private @Nullable Long lastPoll;
  private int latePolls;
  private boolean warned;

  PollWatch(Duration lease, LongSupplier nanoTime, FlagCacheListener listener) {
    this.lease = lease;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  void polled() {
    Long last = lastPoll;
    long now = nanoTime.getAsLong();
    lastPoll = now;
    if (last == null || warned) {
      return;
    }
    Duration interval = Duration.ofNanos(now - last);
    latePolls = interval.compareTo(lease) < 0 ? 0 : latePolls + 1;
    if (latePolls == LATE_POLLS) {
      warned = true;
      listener.on(new FlagCacheEvent.LeaseTooShort(interval, lease));
    }
  }

  /** Zero before the first poll. */
  Duration sinceLastPoll() {
    Long last = lastPoll;
    return last == null ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - last);
  }
}
