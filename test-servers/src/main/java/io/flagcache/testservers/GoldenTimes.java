package io.flagcache.testservers;

import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Times by a server's clock, in a text that is the same at any time: as {@code {now}}, or as {@code
 * {now+90000}}, in milliseconds.
 *
 * @param before the server's time before something was stored
 * @param after the server's time afterwards
 */
public record GoldenTimes(long before, long after) {

  private static final Pattern NAMES = Pattern.compile("\\{now(?:\\+(\\d+))?}");

  /**
   * The name of a time that was stored.
   *
   * @param later how much later it has to be than when it was stored
   */
  public String name(long millis, Duration later) {
    long stored = millis - later.toMillis();
    if (stored < before || stored > after) {
      throw new AssertionError(
          millis + " is not " + later + " later than " + before + " to " + after);
    }
    return later.isZero() ? "{now}" : "{now+" + later.toMillis() + "}";
  }

  /** The text with the times that its names stand for. */
  public static String at(long now, String text) {
    return NAMES.matcher(text).replaceAll(name -> Long.toString(now + laterBy(name)));
  }

  private static long laterBy(MatchResult name) {
    return name.group(1) == null ? 0 : Long.parseLong(name.group(1));
  }
}
