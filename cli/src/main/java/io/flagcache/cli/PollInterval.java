package io.flagcache.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 1s}, {@code 1m30s}, {@code PT1S}. */
public final class PollInterval implements ITypeConverter<Duration> {

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Called by the parser of the command line. */
  public PollInterval() {}

  @Override
  public Duration convert(String value) {
    Duration interval = parse(value);
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + value + "' is not between 100ms and 1m");
    }
    return interval;
  }

  private static Duration parse(String value) {
    try {
      if (value.endsWith("ms")) {
        return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
      }
      return Duration.parse(value.startsWith("P") ? value : "PT" + value);
    } catch (DateTimeParseException | NumberFormatException e) {
      throw new TypeConversionException("'" + value + "' is no duration such as 500ms or 1s");
    }
  }
}
