package io.flagcache.core.url;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The parameters of a provider URL. Each is taken once; what nobody took is an error that names it,
 * so that a misspelt setting is never ignored. Values are not shown in messages unless they were
 * taken as a duration, a number or one of a few words: others may be secrets.
 */
public final class UrlParameters {

  private static final Pattern DURATION = Pattern.compile("(-?\\d+)(ms|s|m|h|d)");

  private final Map<String, String> values;
  private final String prefix;
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * Takes parameters that are already split and decoded.
   *
   * @param values the values by name
   */
  public UrlParameters(Map<String, String> values) {
    this(values, "");
  }

  private UrlParameters(Map<String, String> values, String prefix) {
    this.values = new LinkedHashMap<>(values);
    this.prefix = prefix;
  }

  /**
   * Splits and decodes a query.
   *
   * @param query what stands behind the question mark: {@code name=value&name=value}
   * @return the parameters
   * @throws IllegalArgumentException if a parameter has no name or no value, or is duplicated
   */
  public static UrlParameters ofQuery(String query) {
    return of(Arrays.stream(query.split("&", -1)), "");
  }

  /**
   * Decodes parameters that are split.
   *
   * @param parameters {@code name=value}; empty ones are ignored
   * @param prefix what messages write before names
   */
  static UrlParameters of(Stream<String> parameters, String prefix) {
    Map<String, String> values = new LinkedHashMap<>();
    parameters
        .filter(parameter -> !parameter.isEmpty())
        .forEach(
            parameter -> {
              int equals = parameter.indexOf('=');
              if (equals < 1) {
                throw new IllegalArgumentException(
                    "Each URL parameter is " + prefix + "name=value; one of this URL is not");
              }
              String name = PercentCode.decode(parameter.substring(0, equals));
              if (values.put(name, PercentCode.decode(parameter.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(
                    "The URL parameter '" + prefix + name + "' is duplicated; leave one out");
              }
            });
    return new UrlParameters(values, prefix);
  }

  /**
   * The file of an address that is a scheme and a path, {@code scheme:/path} or {@code
   * scheme:///path}.
   *
   * @param scheme in lower case
   * @param address what stands before the parameters of a URL
   * @param example a file as it may be called, for the message
   * @return the file; empty if the address has another scheme
   * @throws IllegalArgumentException if the path cannot be read as one
   */
  public static Optional<Path> fileIn(String scheme, String address, String example) {
    if (!address.toLowerCase(Locale.ROOT).startsWith(scheme + ":")) {
      return Optional.empty();
    }
    String path = address.substring(scheme.length() + 1);
    try {
      return Optional.of(
          path.startsWith("//") ? Path.of(URI.create("file:" + path)) : Path.of(path));
    } catch (IllegalArgumentException e) {
      // Not the cause, which quotes the path: what is no path may be anything.
      throw new IllegalArgumentException(
          "The file of a "
              + scheme
              + " URL cannot be read as a path; write "
              + scheme
              + ":/path/"
              + example);
    }
  }

  /**
   * Takes a text.
   *
   * @param name the parameter
   * @return its value, if it is there
   */
  public Optional<String> text(String name) {
    known.add(name);
    return Optional.ofNullable(values.remove(name));
  }

  /**
   * Takes a duration, written as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d} or
   * in ISO 8601.
   *
   * @param name the parameter
   * @return its value, if it is there
   * @throws IllegalArgumentException if it is no duration
   */
  public Optional<Duration> duration(String name) {
    return text(name).map(value -> parseDuration(name, value));
  }

  /**
   * Takes a whole number.
   *
   * @param name the parameter
   * @return its value, if it is there
   * @throws IllegalArgumentException if it is no whole number
   */
  public Optional<Integer> integer(String name) {
    return text(name)
        .map(
            value -> {
              try {
                return Integer.valueOf(value);
              } catch (NumberFormatException e) {
                throw bad(name, value, "a whole number");
              }
            });
  }

  /**
   * Takes {@code true} or {@code false}.
   *
   * @param name the parameter
   * @return its value, if it is there
   * @throws IllegalArgumentException if it is neither
   */
  public Optional<Boolean> bool(String name) {
    return text(name)
        .map(
            value ->
                switch (value) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw bad(name, value, "true or false");
                });
  }

  /**
   * Takes one of the words of an enum, in any case.
   *
   * @param name the parameter
   * @param words the enum
   * @param <E> the enum
   * @return its value, if it is there
   * @throws IllegalArgumentException if it is none of the words
   */
  public <E extends Enum<E>> Optional<E> word(String name, Class<E> words) {
    return text(name)
        .map(
            value ->
                Arrays.stream(words.getEnumConstants())
                    .filter(word -> word.name().equalsIgnoreCase(value))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            bad(
                                name,
                                value,
                                Arrays.stream(words.getEnumConstants())
                                    .map(word -> word.name().toLowerCase(Locale.ROOT))
                                    .collect(joining(" or ")))));
  }

  /**
   * Ends the taking: every parameter must have been taken.
   *
   * @throws IllegalArgumentException if one is left over; the message names it and those known
   */
  public void rejectOthers() {
    if (!values.isEmpty()) {
      throw new IllegalArgumentException(
          "Unknown URL parameter "
              + values.keySet().stream()
                  .map(name -> "'" + prefix + name + "'")
                  .collect(joining(", "))
              + "; known are "
              + known.stream().map(prefix::concat).collect(joining(", ")));
    }
  }

  private Duration parseDuration(String name, String value) {
    Matcher matcher = DURATION.matcher(value);
    try {
      if (!matcher.matches()) {
        return Duration.parse(value);
      }
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
      throw bad(name, value, "a duration such as 500ms, 30s, 5m, 24h or PT30S");
    }
  }

  private IllegalArgumentException bad(String name, String value, String expected) {
    return new IllegalArgumentException(
        "The URL parameter '" + prefix + name + "' is '" + value + "'; use " + expected);
  }
}
