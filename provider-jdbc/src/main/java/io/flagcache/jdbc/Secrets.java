package io.flagcache.jdbc;

import io.flagcache.core.text.PlainText;
import io.flagcache.core.url.Redaction;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the credentials of a connection out of the failures of drivers and pools, and what would
 * forge a line of a log or move a terminal's cursor.
 */
final class Secrets {

  private static final int DEEPEST = 20;

  private final Redaction ofUrl;
  private final Login login;

  private Secrets(Redaction ofUrl, Login login) {
    this.ofUrl = ofUrl;
    this.login = login;
  }

  /**
   * The secrets of a connection.
   *
   * @param url the driver's URL, if it is known
   * @param password given beside the URL
   */
  static Secrets of(@Nullable String url, @Nullable String password) {
    return ofLogin(url, new Login(null, password, null));
  }

  /**
   * The secrets of a connection.
   *
   * @param url the driver's URL, if it is known
   * @param login beside the URL
   */
  static Secrets ofLogin(@Nullable String url, Login login) {
    return new Secrets(
        url == null ? Redaction.NONE : Redaction.ofUrl(url, JdbcUrlStyle.INSTANCE), login);
  }

  /** In one line: drivers say where and why in lines of their own. H4 */
  String mask(String text) {
    return PlainText.of(PlainText.joined(redaction().apply(text)));
  }

  /**
   * A failure whose messages, causes included, show no secret and nothing that a terminal would
   * obey: the same one if they do not anyway, otherwise one that says the same without it.
   */
  SQLException mask(SQLException failure) {
    return mayBeShown(failure) ? failure : copy(failure, DEEPEST);
  }

  /** The same for what is said about a database that cannot be used as it is. */
  IllegalStateException mask(IllegalStateException failure) {
    if (mayBeShown(failure)) {
      return failure;
    }
    @Nullable Throwable cause = failure.getCause();
    IllegalStateException copy =
        new IllegalStateException(
            mask(failure.getMessage() + ""), cause == null ? null : copy(cause, DEEPEST));
    copy.setStackTrace(failure.getStackTrace());
    return copy;
  }

  private Redaction redaction() {
    return ofUrl.and(login.redaction());
  }

  private boolean mayBeShown(Throwable failure) {
    return !redaction().isIn(failure) && PlainText.failure(failure) == failure; // S20, S26
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
