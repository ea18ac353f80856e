package io.flagcache.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells the failures apart that the store treats in different ways. */
final class Failures {

  /** Missing tables and columns, as PostgreSQL, and as all others, report them. */
  private static final Set<String> MISSING =
      Set.of("42P01", "42703", "3F000", "42S02", "42S03", "42S04", "42S22");

  private Failures() {}

  /** Another transaction has just inserted the row. */
  static boolean isDuplicateKey(SQLException failure) {
    return any(failure, cause -> hasState(cause, "23"));
  }

  /** A table or column is not there. */
  static boolean isMissingTable(SQLException failure) {
    return any(
        failure,
        cause -> cause instanceof SQLException sql && MISSING.contains(sql.getSQLState() + ""));
  }

  /** Nothing tells what it means for the connection. */
  static boolean isUnknown(SQLException failure) {
    return !isDuplicateKey(failure)
        && !isMissingTable(failure)
        && JdbcFailure.of(failure).isEmpty();
  }

  /** The connection leads to where nothing can be done, now or any more. */
  static boolean isUseless(SQLException failure) {
    return isBroken(failure)
        || JdbcFailure.of(failure).filter(JdbcFailure.READ_ONLY::equals).isPresent();
  }

  /** The connection must not be used again. */
  static boolean isBroken(SQLException failure) {
    return any(
        failure,
        cause ->
            cause instanceof IOException
                || cause instanceof SQLRecoverableException
                || cause instanceof SQLNonTransientConnectionException
                || cause instanceof SQLTimeoutException
                || hasState(cause, "08")
                || hasState(cause, "57P")
                || hasState(cause, "25P03"));
  }

  private static boolean hasState(Throwable failure, String prefix) {
    return failure instanceof SQLException sql
        && sql.getSQLState() != null
        && sql.getSQLState().startsWith(prefix);
  }

  /** Whether the failure passes a test, or one that caused it. */
  static boolean any(Throwable failure, Predicate<Throwable> test) {
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (test.test(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
