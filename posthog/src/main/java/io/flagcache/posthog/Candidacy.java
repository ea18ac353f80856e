package io.flagcache.posthog;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this worker stands for election. A leader that the API gives nothing stops asking for the
 * lease, so that it runs out and another worker leads, whose access may work. One thread at a time.
 */
final class Candidacy {

  private final Duration patience;
  private final Duration pause;
  private final LongSupplier nanoTime;
  private @Nullable Long failingSince;
  private @Nullable Long asideUntil;

  /**
   * Stands for election.
   *
   * @param lease how long the lease lives that the worker no longer asks for
   */
  Candidacy(Duration pollInterval, Duration lease, LongSupplier nanoTime) {
    // Between the second and the third poll of a leader.
    this.patience = pollInterval.multipliedBy(3).dividedBy(2);
    // Others learn at a poll of theirs that the lease is free, and polls come late at times.
    this.pause = lease.plus(pollInterval.multipliedBy(2));
    this.nanoTime = nanoTime;
  }

  boolean stands() {
    Long end = asideUntil;
    return end == null || nanoTime.getAsLong() - end >= 0;
  }

  /** It was asked for the lease, and another worker has it or nobody knows. */
  void doesNotLead() {
    failingSince = null;
  }

  /** The API gave an answer: what it would take to lead is there. */
  void apiWorked() {
    failingSince = null;
    asideUntil = null;
  }

  /**
   * The API gave nothing to the leader.
   *
   * @return for how long the worker stands aside from now on; empty if it goes on
   */
  Optional<Duration> apiFailedLeader() {
    long now = nanoTime.getAsLong();
    if (failingSince == null) {
      failingSince = now;
    }
    if (now - failingSince < patience.toNanos()) {
      return Optional.empty();
    }
    failingSince = null;
    asideUntil = now + pause.toNanos();
    return Optional.of(pause);
  }
}
