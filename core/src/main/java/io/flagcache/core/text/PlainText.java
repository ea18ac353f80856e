package io.flagcache.core.text;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Text that came from outside, such as an owner, a flag key or a driver's message, as a log or a
 * terminal may show it: nothing in it moves the cursor, begins a line of its own, or turns the
 * direction of the text around it.
 */
public final class PlainText {

  private static final int LONGEST = 2000;
  private static final int DEEPEST_CAUSE = 20;

  /** Takes no step back: what is between lines may be a megabyte of blanks. */
  private static final Pattern LINE_BREAK = Pattern.compile("\\R\\s*+");

  private PlainText() {}

  /**
   * One line: line breaks, other control characters, format characters and halves of surrogate
   * pairs stand as <code>\&#117;001b</code>, and what is longer than 2,000 characters is cut.
   *
   * @param value shown by its {@code toString}
   * @return a line
   */
  public static String of(Object value) {
    String text = String.valueOf(value);
    if (text.length() <= LONGEST) {
      return escaped(text, false);
    }
    return escaped(text.substring(0, LONGEST), false) + "… (" + text.length() + " characters)";
  }

  /**
   * Joins the lines in which drivers say where and why. Nothing is escaped or cut.
   *
   * @param text any text
   * @return the same with a blank for each line break and what indents the next line
   */
  public static String joined(String text) {
    return LINE_BREAK.matcher(text).replaceAll(" ");
  }

  /**
   * Text of any length whose line breaks and tabs are meant, as in a stack trace. All else is
   * escaped as by {@link #of(Object)}.
   *
   * @param text any text
   * @return the same in the same lines
   */
  public static String lines(String text) {
    return escaped(text, true);
  }

  /**
   * A failure for a log that prints stack traces.
   *
   * @param failure any failure
   * @return the same if nothing in its messages and those of its causes has to be escaped; else one
   *     to be logged, not thrown, with the same traces and with messages as by {@link #of(Object)}
   */
  public static Throwable failure(Throwable failure) {
    return isPlain(failure, Collections.newSetFromMap(new IdentityHashMap<>()))
        ? failure
        : Shown.of(failure, DEEPEST_CAUSE, new IdentityHashMap<>());
  }

  private static boolean isPlain(Throwable failure, Set<Throwable> seen) {
    if (!seen.add(failure)) {
      return true;
    }
    Throwable cause = failure.getCause();
    return PlainText.of(failure).equals(failure.toString())
        && (cause == null || isPlain(cause, seen))
        && Arrays.stream(failure.getSuppressed()).allMatch(each -> isPlain(each, seen));
  }

  private static String escaped(String text, boolean keepsLines) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
      int character = text.codePointAt(at);
      boolean layout = keepsLines && (character == '\n' || character == '\r' || character == '\t');
      if (layout || isPlain(character)) { // H4, S26
        shown.appendCodePoint(character);
      } else {
        for (char unit : Character.toChars(character)) {
          shown.append(String.format("\\u%04x", (int) unit));
        }
      }
    }
    return shown.toString();
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** In place of a failure whose messages are not to be printed. */
  private static final class Shown extends Exception {

    private static final long serialVersionUID = 1;

    private Shown(Throwable failure) {
      super(PlainText.of(failure)); // Names its class, which a log has as this one.
      setStackTrace(failure.getStackTrace());
    }

    static Shown of(Throwable failure, int depth, Map<Throwable, Shown> known) {
      Shown present = known.get(failure);
      if (present != null) {
        return present;
      }
      Shown shown = new Shown(failure);
      known.put(failure, shown);
      Throwable cause = failure.getCause();
      if (cause != null && cause != failure && depth > 0) {
        shown.initCause(of(cause, depth - 1, known));
      }
      return shown;
    }
  }
}
