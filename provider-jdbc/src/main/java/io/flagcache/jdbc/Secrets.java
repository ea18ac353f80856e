package io.flagcache.jdbc;

import io.flagcache.core.url.Redaction;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the credentials of a connection out of the failures of drivers and pools. */
final class Secrets {

  private static final int DEEPEST = 20;

  private final Redaction redaction;

  private Secrets(Redaction redaction) {
    this.redaction = redaction;
  }

  /**
   * The secrets of a connection.
   *
   * @param url the driver's URL, if it is known
   * @param password given beside the URL
   */
  static Secrets of(@Nullable String url, @Nullable String password) {
    Redaction ofUrl = url == null ? Redaction.NONE : Redaction.ofUrl(url, JdbcUrlStyle.INSTANCE);
    return new Secrets(password == null ? ofUrl : ofUrl.and(Redaction.of(List.of(password))));
  }

  String mask(String text) {
    return redaction.apply(text);
  }

  /**
   * A failure whose messages, causes included, show no secret: the same one if it shows none
   * anyway, otherwise one that says the same without it.
   */
  SQLException mask(SQLException failure) {
    return redaction.isIn(failure) ? copy(failure, DEEPEST) : failure;
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
