package io.flagcache.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes credentials out of what drivers and pools say. */
final class Secrets {

  private static final String MASK = "***";

  /** A parameter of a URL whose name says that its value is secret. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?i)(?<![a-z0-9])([\\w.-]*(?:password|passwd|pwd|secret|token|credential)[\\w.-]*=)"
              + "([^;&,)\\s\"']+)");

  /** The user and password before the host of a URL. */
  private static final Pattern USER_INFO = Pattern.compile("//([^/@\\s:]*):([^/\\s]*)@");

  private static final int DEEPEST = 20;

  private final List<String> values;

  private Secrets(Set<String> values) {
    this.values =
        values.stream()
            .filter(value -> !value.isEmpty())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /**
   * The secrets of a connection.
   *
   * @param url the driver's URL, if it is known
   * @param password given beside the URL
   */
  static Secrets of(@Nullable String url, @Nullable String password) {
    Set<String> values = new HashSet<>();
    if (password != null) {
      values.add(password);
    }
    if (url != null) {
      collect(PARAMETER.matcher(url), values);
      collect(USER_INFO.matcher(url), values);
    }
    return new Secrets(values);
  }

  private static void collect(Matcher matcher, Set<String> values) {
    while (matcher.find()) {
      String written = matcher.group(2);
      values.add(written);
      try {
        values.add(URLDecoder.decode(written, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException notEncoded) {
        // As written, then.
      }
    }
  }

  String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, MASK);
    }
    masked = PARAMETER.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(MASK));
    return USER_INFO.matcher(masked).replaceAll("//$1:" + Matcher.quoteReplacement(MASK) + "@");
  }

  /**
   * A failure whose messages, causes included, show no secret: the same one if it shows none
   * anyway, otherwise one that says the same without it.
   */
  SQLException mask(SQLException failure) {
    return isClean(failure, DEEPEST) ? failure : copy(failure, DEEPEST);
  }

  private boolean isClean(@Nullable Throwable failure, int depth) {
    if (failure == null || depth == 0) {
      return failure == null;
    }
    boolean clean = mask(failure.toString()).equals(failure.toString());
    for (Throwable suppressed : failure.getSuppressed()) {
      clean &= isClean(suppressed, depth - 1);
    }
    if (failure instanceof SQLException sql && sql.getNextException() != failure.getCause()) {
      clean &= isClean(sql.getNextException(), depth - 1);
    }
    return clean && isClean(failure.getCause(), depth - 1);
  }

  private SQLException copy(Throwable failure, int depth) {
    SQLException source = failure instanceof SQLException sql ? sql : new SQLException();
    SQLException copy =
        new SQLException(
            mask(failure instanceof SQLException ? failure.getMessage() + "" : failure.toString()),
            source.getSQLState(),
            source.getErrorCode());
    copy.setStackTrace(failure.getStackTrace());
    if (depth > 0 && failure.getCause() != null) {
      copy.initCause(copy(failure.getCause(), depth - 1));
    }
    return copy;
  }
}
