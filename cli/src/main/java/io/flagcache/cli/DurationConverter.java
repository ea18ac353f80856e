package io.flagcache.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 1s}, {@code 1m30s}, {@code PT1S}. */
public final class DurationConverter implements ITypeConverter<Duration> {

  /** Called by the parser of the command line. */
  public DurationConverter() {}

  @Override
  public Duration convert(String value) {
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
