package io.flagcache.core;

import io.flagcache.conformance.history.Ages;
import java.time.Duration;
import java.util.Optional;

/** What a store can tell of entries, and how it fails. */
public enum StoreProfile {
  WITH_AGES,
  WITHOUT_AGES,
  /** Ages in whole minutes, rounded up. */
  COARSE_AGES,
  LOSING_DATA,
  /** It takes no publication for a while. */
  REFUSING,
  SLOW;

  private static final Duration STEP = Duration.ofMinutes(1);

  /** What the store tells of the time since a publication. */
  Optional<Duration> told(Optional<Duration> age) {
    return switch (this) {
      case WITHOUT_AGES -> Optional.empty();
      case COARSE_AGES -> age.map(exact -> STEP.multipliedBy(exact.dividedBy(STEP) + 1));
      default -> age;
    };
  }

  public Ages ages() {
    return this == WITHOUT_AGES ? Ages.NONE : Ages.TOLD;
  }
}
