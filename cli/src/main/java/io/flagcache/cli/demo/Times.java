package io.flagcache.cli.demo;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. */
final class Times {

  private Times() {}

  /** Writes a measured time: {@code 85 ms}, {@code 3.2 s}. */
  static String measured(Duration duration) {
    long millis = duration.toMillis();
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  /** Writes a configured time without a needless decimal: {@code 500 ms}, {@code 3 s}. */
  static String set(Duration duration) {
    return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : measured(duration);
  }

  /** Writes an age in whole seconds: {@code 7 s}, {@code 2 m 05 s}. */
  static String age(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds < 60
        ? seconds + " s"
        : String.format(Locale.ROOT, "%d m %02d s", seconds / 60, seconds % 60);
  }
}
