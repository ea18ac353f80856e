package io.flagcache.conformance.history;

import java.time.Duration;

/** Durations compared. */
final class Times {

  private Times() {}

  static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  static Duration earlier(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
