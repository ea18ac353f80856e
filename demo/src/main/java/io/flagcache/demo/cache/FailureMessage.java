package io.flagcache.demo.cache;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;

/** The one line of a failure that tells what is wrong. */
public final class FailureMessage {

  private FailureMessage() {}

  /**
   * Backends say themselves what is wrong. Only a pool says no more than that it has no connection,
   * and what it met is the last cause.
   */
  public static String of(ExecutionException failure) {
    Throwable telling = failure.getCause() == null ? failure : failure.getCause();
    while (telling instanceof SQLException && telling.getCause() != null) {
      telling = telling.getCause();
    }
    return telling.getMessage() == null ? telling.toString() : telling.getMessage();
  }
}
