package io.flagcache.conformance.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON on one line, in ASCII, as short as that can be. */
public final class JsonText {

  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  /**
   * Writes a value.
   *
   * @param value null, text, a number, a truth value, or maps and lists of these
   * @return its text
   */
  public static String of(@Nullable Object value) {
    JsonText json = new JsonText();
    json.value(value);
    return json.out.toString();
  }

  private void value(@Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      object(object);
    } else if (value instanceof List<?> list) {
      list(list);
    } else if (value instanceof String text) {
      text(text);
    } else {
      out.append(value);
    }
  }

  private void object(Map<?, ?> object) {
    char separator = '{';
    for (Map.Entry<?, ?> member : object.entrySet()) {
      out.append(separator);
      text(String.valueOf(member.getKey()));
      out.append(':');
      value(member.getValue());
      separator = ',';
    }
    out.append(object.isEmpty() ? "{}" : "}");
  }

  private void list(List<?> list) {
    char separator = '[';
    for (Object element : list) {
      out.append(separator);
      value(element);
      separator = ',';
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  private void text(String text) {
    out.append('"');
    text.chars().forEach(this::character);
    out.append('"');
  }

  private void character(int character) {
    if (character == '"' || character == '\\') {
      out.append('\\').append((char) character);
    } else if (character < 0x20 || character > 0x7e) {
      out.append("\\u").append(Integer.toHexString(0x10000 | character), 1, 5);
    } else {
      out.append((char) character);
    }
  }
}
