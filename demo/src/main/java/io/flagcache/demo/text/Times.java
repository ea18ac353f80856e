package io.flagcache.demo.text;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. */
public final class Times {

  private Times() {}

  /** Writes a measured time: {@code 85 ms}, {@code 3.2 s}. */
  public static String measured(Duration duration) {
    long millis = duration.toMillis();
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  /** Writes a configured time without a needless decimal: {@code 500 ms}, {@code 3 s}. */
  public static String set(Duration duration) {
    return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : measured(duration);
  }

  /** Writes an age in its two largest units: {@code 7 s}, {@code 2 min 5 s}, {@code 3 d}. */
  public static String age(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds == 0) {
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
