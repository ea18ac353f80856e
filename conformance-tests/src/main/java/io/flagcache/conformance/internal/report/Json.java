package io.flagcache.conformance.internal.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON: the kit must not bring a library into its users' class paths. */
final class Json {

  private final StringBuilder out = new StringBuilder();

  private Json() {}

  /**
   * Writes a value.
   *
   * @param value null, text, a finite number, a truth value, or maps and lists of these
   */
  static String of(@Nullable Object value) {
    Json json = new Json();
    json.value(value, "\n");
    return json.out.append('\n').toString();
  }

  private void value(@Nullable Object value, String lineBreak) {
    if (value instanceof Map<?, ?> object) {
      object(object, lineBreak);
    } else if (value instanceof List<?> list) {
      list(list, lineBreak);
    } else if (value instanceof String text) {
      text(text);
    } else if (value == null || value instanceof Boolean || isFinite(value)) {
      out.append(value);
    } else {
      throw new IllegalArgumentException("There is no JSON for " + value);
    }
  }

  private static boolean isFinite(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue());
  }

  private void object(Map<?, ?> object, String lineBreak) {
    String separator = "";
    out.append('{');
    for (Map.Entry<?, ?> member : object.entrySet()) {
      out.append(separator).append(lineBreak).append("  ");
      text(String.valueOf(member.getKey()));
      out.append(": ");
      value(member.getValue(), lineBreak + "  ");
      separator = ",";
    }
    out.append(object.isEmpty() ? "" : lineBreak).append('}');
  }

  private void list(List<?> list, String lineBreak) {
    String separator = "";
    out.append('[');
    for (Object element : list) {
      out.append(separator).append(lineBreak).append("  ");
      value(element, lineBreak + "  ");
      separator = ",";
    }
    out.append(list.isEmpty() ? "" : lineBreak).append(']');
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char character) {
    if (character == '"' || character == '\\') {
      out.append('\\').append(character);
    } else if (character < 0x20 || character > 0x7e) {
      // Surrogates too: half a pair in a provider's message has no form in UTF-8.
      out.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
    } else {
      out.append(character);
    }
  }
}
