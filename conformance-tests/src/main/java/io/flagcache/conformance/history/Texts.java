package io.flagcache.conformance.history;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** Times and epochs as stories tell them. */
final class Texts {

  private Texts() {}

  static String of(Duration time) {
    return String.format(Locale.ROOT, "%.3f s", time.toMillis() / 1000.0);
  }

  static String underEpoch(OptionalLong epoch) {
    return epoch.isPresent() ? " under epoch " + epoch.getAsLong() : "";
  }
}
