package io.flagcache.core.url;

import static java.util.stream.Collectors.joining;

import io.flagcache.core.FlagCacheBuilder;
import io.flagcache.core.OutagePolicy;
import io.flagcache.core.Role;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

/**
 * The parameters of a provider URL. Each is taken once; what nobody took is an error that names it,
 * so that a misspelt setting is never ignored. Values are not shown in messages unless they were
 * taken as a duration, a number or one of a few words: others may be secrets.
 */
public final class UrlParameters {

  private static final Pattern DURATION = Pattern.compile("(-?\\d+)(ms|s|m|h|d)");

  private final Map<String, String> values;
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * Takes parameters that are already split and decoded.
   *
   * @param values the values by name
   */
  public UrlParameters(Map<String, String> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /**
   * Splits and decodes a query.
   *
   * @param query what stands behind the question mark: {@code name=value&name=value}
   * @return the parameters
   * @throws IllegalArgumentException if a parameter has no name or no value, or is duplicated
   */
  public static UrlParameters ofQuery(String query) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String parameter : query.split("&", -1)) {
      if (parameter.isEmpty()) {
        continue;
      }
      int equals = parameter.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "Each URL parameter is name=value; one of this URL is not");
      }
      String name = decode(parameter.substring(0, equals));
      if (values.put(name, decode(parameter.substring(equals + 1))) != null) {
        throw new IllegalArgumentException("The URL parameter '" + name + "' is duplicated");
      }
    }
    return new UrlParameters(values);
  }

  /**
   * Splits and decodes what stands behind the first question mark of a URL.
   *
   * @param url with parameters or without
   * @return the parameters
   * @throws IllegalArgumentException as for {@link #ofQuery(String)}
   */
  public static UrlParameters ofUrl(String url) {
    int question = url.indexOf('?');
    return ofQuery(question < 0 ? "" : url.substring(question + 1));
  }

  /**
   * What stands before the parameters of a URL.
   *
   * @param url with parameters or without
   * @return all before the first question mark
   */
  public static String addressIn(String url) {
    int question = url.indexOf('?');
    return question < 0 ? url : url.substring(0, question);
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
      throw new IllegalArgumentException(
          "The file of a "
              + scheme
              + " URL cannot be read as a path; write "
              + scheme
              + ":/path/"
              + example,
          e);
    }
  }

  /**
   * Takes the settings that every backend has.
   *
   * @param builder gets those that are there
   * @throws IllegalArgumentException if a value cannot be read
   */
  public void applyTo(FlagCacheBuilder<?> builder) {
    text("serviceKey").ifPresent(builder::serviceKey);
    duration("pollInterval").ifPresent(builder::pollInterval);
    duration("lease").ifPresent(builder::lease);
    duration("entryTtl").ifPresent(builder::entryTtl);
    duration("decisionDeadline").ifPresent(builder::decisionDeadline);
    duration("transferDeadline").ifPresent(builder::transferDeadline);
    duration("holdLimit").ifPresent(builder::holdLimit);
    word("outagePolicy", OutagePolicy.class).ifPresent(builder::outagePolicy);
    word("role", Role.class).ifPresent(builder::role);
    integer("maxDocumentBytes").ifPresent(builder::maxDocumentBytes);
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
              + values.keySet().stream().map(name -> "'" + name + "'").collect(joining(", "))
              + "; known are "
              + String.join(", ", known));
    }
  }

  private static Duration parseDuration(String name, String value) {
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

  private static IllegalArgumentException bad(String name, String value, String expected) {
    return new IllegalArgumentException(
        "The URL parameter '" + name + "' is '" + value + "'; use " + expected);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "A URL parameter has a '%' that no two hexadecimal digits follow; write '%' as %25");
    }
  }
}
