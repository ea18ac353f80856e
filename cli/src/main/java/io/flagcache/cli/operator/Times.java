package io.flagcache.cli.operator;

import java.time.Duration;
import java.util.Locale;

/** Durations as operators read them: the two largest units. */
final class Times {

  private Times() {}

  static String of(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.toMillis() < 1000) {
      return duration.toMillis() + " ms";
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return pair(seconds / 60, "min", seconds % 60, "s");
    }
    return seconds < 86_400
        ? pair(seconds / 3600, "h", seconds % 3600 / 60, "min")
        : pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String pair(long large, String unit, long small, String smaller) {
    return large
        + " "
        + unit
        + (small == 0 ? "" : String.format(Locale.ROOT, " %d %s", small, smaller));
  }
}
