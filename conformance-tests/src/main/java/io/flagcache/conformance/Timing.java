package io.flagcache.conformance;

import java.time.Duration;

/** The times that tests use, stretched for slow machines and coarse backends. */
final class Timing {

  private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(9);

  private final double scale;

  Timing(double scale) {
    if (!(scale > 0 && scale <= 100)) {
      throw new IllegalArgumentException(
          "The time scale is "
              + scale
              + "; use a number above 0, at most 100, such as 3 for a machine that is three times"
              + " slower");
    }
    this.scale = scale;
  }

  static double scaleSetting() {
    String name = FlagDefinitionCacheProviderConformance.TIMESCALE;
    String setting = System.getProperty(name, "1");
    try {
      return Double.parseDouble(setting);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The system property " + name + " is '" + setting + "'; use a number such as 1 or 2.5",
          e);
    }
  }

  Duration millis(long millis) {
    return Duration.ofNanos((long) (millis * 1e6 * scale));
  }

  Duration poll() {
    return millis(100);
  }

  Duration shortLease() {
    return millis(400);
  }

  Duration longLease() {
    return millis(60_000);
  }

  Duration deadline(long millis) {
    Duration scaled = millis(millis);
    return scaled.compareTo(LONGEST_DEADLINE) > 0 ? LONGEST_DEADLINE : scaled;
  }

  /** What a busy machine may add to any time before a test takes offence. */
  Duration slack() {
    return millis(1500);
  }
}
