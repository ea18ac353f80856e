package io.flagcache.core;

import io.flagcache.Deadline;
import java.time.Duration;

/** How the time of a call is divided. */
enum DeadlineShare {
  /** What the store gets of a call's time, so that its own error is seen before the time-out. */
  STORE(9, 10), // F1
  /** What has to be left of the time for asking the store again. */
  SECOND_QUESTION(1, 2);

  private final int numerator;
  private final int denominator;

  DeadlineShare(int numerator, int denominator) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  /** This share of the time that is left now. */
  Deadline of(Deadline deadline) {
    return Deadline.after(of(deadline.remaining()));
  }

  /** Whether at least this share of the whole time is left. */
  boolean isLeft(Deadline deadline, Duration whole) {
    return deadline.remaining().compareTo(of(whole)) >= 0;
  }

  private Duration of(Duration whole) {
    return whole.multipliedBy(numerator).dividedBy(denominator);
  }
}
