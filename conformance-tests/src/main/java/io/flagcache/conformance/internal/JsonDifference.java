package io.flagcache.conformance.internal;

import static java.util.stream.Collectors.joining;

import io.flagcache.FlagDefinitionCacheData;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds where two documents are not the same JSON value. */
public final class JsonDifference {

  private static final int SHOWN = 80;

  /** In a sentence they would end its line, or be obeyed by a terminal. */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private JsonDifference() {}

  /**
   * Compares two documents.
   *
   * @param expected the one
   * @param actual the other
   * @return where they differ and how; empty if they are the same value
   */
  public static Optional<String> between(
      FlagDefinitionCacheData expected, FlagDefinitionCacheData actual) {
    return Optional.ofNullable(find("", expected.document(), actual.document()));
  }

  private static @Nullable String find(
      String path, @Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof Map<?, ?> left && actual instanceof Map<?, ?> right) {
      return findInObjects(path, left, right);
    }
    if (expected instanceof List<?> left && actual instanceof List<?> right) {
      return findInLists(path, left, right);
    }
    return isSame(expected, actual)
        ? null
        : "at '" + start(path) + "' there is " + show(actual) + " instead of " + show(expected);
  }

  private static boolean isSame(@Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof Number left && actual instanceof Number right) {
      return left instanceof BigDecimal == right instanceof BigDecimal
          && decimal(left).compareTo(decimal(right)) == 0;
    }
    return Objects.equals(expected, actual);
  }

  private static BigDecimal decimal(Number number) {
    return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
  }

  private static @Nullable String findInObjects(String path, Map<?, ?> expected, Map<?, ?> actual) {
    for (Map.Entry<?, ?> member : expected.entrySet()) {
      String at = path + "/" + member.getKey();
      if (!actual.containsKey(member.getKey())) {
        return "the member '" + start(at) + "' is missing";
      }
      String difference = find(at, member.getValue(), actual.get(member.getKey()));
      if (difference != null) {
        return difference;
      }
    }
    for (Object key : actual.keySet()) {
      if (!expected.containsKey(key)) {
        return "there is a member '" + start(path + "/" + key) + "' that was not published";
      }
    }
    return null;
  }

  private static @Nullable String findInLists(String path, List<?> expected, List<?> actual) {
    if (expected.size() != actual.size()) {
      return "the list at '"
          + start(path)
          + "' has "
          + actual.size()
          + " elements instead of "
          + expected.size();
    }
    for (int i = 0; i < expected.size(); i++) {
      String difference = find(path + "/" + i, expected.get(i), actual.get(i));
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static String show(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    String text = value.toString();
    return "the " + kindOf(value) + " " + start(text);
  }

  private static String start(String text) {
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return CONTROLS.matcher(shown).replaceAll(found -> escaped(found.group()));
  }

  private static String escaped(String control) {
    return control.chars().mapToObj("\\\\u%04x"::formatted).collect(joining());
  }

  private static String kindOf(Object value) {
    if (value instanceof Number) {
      return value instanceof BigDecimal ? "fraction" : "integer";
    }
    if (value instanceof Map) {
      return "object";
    }
    if (value instanceof List) {
      return "list";
    }
    return value instanceof String ? "text" : "boolean";
  }
}
