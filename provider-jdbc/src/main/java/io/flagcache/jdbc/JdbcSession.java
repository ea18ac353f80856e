package io.flagcache.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.Deadline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One borrowed connection, for one call. Every statement gets what is left until the deadline as
 * its network time-out. At the end the connection goes back with the settings it came with, or, if
 * it broke or a time-out left it in an unknown state, does not go back at all.
 */
final class JdbcSession implements AutoCloseable {

  /** No driver hands anything that blocks to the executor of setNetworkTimeout. */
  private static final Executor SAME_THREAD = Runnable::run;

  /** Longer than any deadline. */
  private static final int LONGEST_SILENCE_SECONDS = 10;

  private final Connection connection;
  private final @Nullable HikariDataSource ownPool;
  private final Deadline deadline;

  private boolean broken;
  private boolean writable;
  private @Nullable Integer networkTimeout;
  private @Nullable Boolean autoCommit;
  private @Nullable Boolean readOnly;
  private @Nullable Integer isolation;

  JdbcSession(Connection connection, @Nullable HikariDataSource ownPool, Deadline deadline)
      throws SQLException {
    this.connection = connection;
    this.ownPool = ownPool;
    this.deadline = deadline;
    try {
      takeOverNetworkTimeout();
      if (!connection.getAutoCommit()) {
        autoCommit = false;
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      broken = true;
      close();
      throw e;
    }
  }

  /** Work on the connection. */
  interface Work<T> {
    T run() throws SQLException;
  }

  /** Takes what is needed from one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** The connection itself, for its metadata. */
  Connection connection() {
    return connection;
  }

  /**
   * Runs a query of at most one row.
   *
   * @throws IllegalStateException if there are several, for which a table lacks its primary key
   */
  <T> Optional<T> query(Row<T> reader, String sql, Object... parameters) throws SQLException {
    return attempt(
        () -> {
          try (PreparedStatement statement = prepare(sql, parameters);
              ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
              return Optional.empty();
            }
            T result = reader.read(rows);
            if (rows.next()) {
              throw new IllegalStateException(
                  "A flagcache table has several rows for one service key: make service_key its"
                      + " primary key, as in the packaged DDL files");
            }
            return Optional.of(result);
          }
        });
  }

  /** Changes rows, and says how many. */
  int update(String sql, Object... parameters) throws SQLException {
    makeWritable();
    return attempt(
        () -> {
          try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
          }
        });
  }

  /** Runs a statement that has neither parameters nor a result. */
  void execute(String sql) throws SQLException {
    makeWritable();
    attempt(
        () -> {
          limit();
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  /**
   * Runs work as one transaction at READ COMMITTED, and commits it. If the work fails, or the
   * commit, nothing of it is done, unless only the answer to the commit was lost. A server that can
   * ends the transaction by itself if this process falls silent in the middle of it.
   */
  <T> T transaction(JdbcDialect dialect, Work<T> work) throws SQLException {
    makeWritable();
    return attempt(
        () -> {
          useReadCommitted();
          limit();
          connection.setAutoCommit(false);
          boolean committed = false;
          try {
            run(dialect.beginLimit(LONGEST_SILENCE_SECONDS));
            T result = work.run();
            limit();
            connection.commit();
            committed = true;
            return result;
          } finally {
            endTransaction(dialect, committed);
          }
        });
  }

  private void makeWritable() throws SQLException {
    if (writable || ownPool != null) {
      return;
    }
    attempt(
        () -> {
          limit();
          if (connection.isReadOnly()) {
            readOnly = true;
            connection.setReadOnly(false);
          }
          writable = true;
          return writable;
        });
  }

  private void useReadCommitted() throws SQLException {
    if (ownPool == null && isolation == null) {
      limit();
      int before = connection.getTransactionIsolation();
      if (before != Connection.TRANSACTION_READ_COMMITTED) {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        isolation = before;
      }
    }
  }

  private void run(Optional<String> sql) throws SQLException {
    if (sql.isPresent()) {
      execute(sql.get());
    }
  }

  private void endTransaction(JdbcDialect dialect, boolean committed) {
    if (broken) {
      return;
    }
    try {
      if (!committed) {
        limit();
        connection.rollback();
      }
      connection.setAutoCommit(true);
      run(dialect.endLimit());
    } catch (SQLException e) {
      broken = true;
    }
  }

  private <T> T attempt(Work<T> work) throws SQLException {
    try {
      return work.run();
    } catch (SQLException e) {
      broken |= Failures.isBroken(e) || deadline.hasPassed();
      throw e;
    }
  }

  /** Prepares a statement, which the caller closes. */
  PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    limit();
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        set(statement, i + 1, parameters[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void set(PreparedStatement statement, int index, Object value)
      throws SQLException {
    if (value instanceof Long number) {
      statement.setLong(index, number);
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else {
      statement.setString(index, (String) value);
    }
  }

  private void takeOverNetworkTimeout() throws SQLException {
    try {
      int before = connection.getNetworkTimeout();
      connection.setNetworkTimeout(SAME_THREAD, remainingMillis());
      networkTimeout = before;
    } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
      networkTimeout = null;
    }
  }

  private void limit() throws SQLException {
    int millis = remainingMillis();
    if (networkTimeout != null) {
      connection.setNetworkTimeout(SAME_THREAD, millis);
    }
  }

  /** A little less than what is left, so that there is time to report the failure. */
  private int remainingMillis() throws SQLTimeoutException {
    Duration remaining = deadline.remaining();
    if (remaining.isZero()) {
      throw new SQLTimeoutException("The deadline has passed");
    }
    return (int) Math.max(1, remaining.toMillis() * 19 / 20);
  }

  /** Gives the connection back as it was, or drops it. */
  @Override
  public void close() {
    if (!broken) {
      try {
        restore();
      } catch (SQLException e) {
        broken = true;
      }
    }
    if (broken) {
      drop();
    }
    try {
      connection.close();
    } catch (SQLException alreadyBroken) {
      // It was to be closed.
    }
  }

  private void restore() throws SQLException {
    if (isolation != null) {
      connection.setTransactionIsolation(isolation);
    }
    if (readOnly != null) {
      connection.setReadOnly(readOnly);
    }
    if (autoCommit != null) {
      connection.setAutoCommit(autoCommit);
    }
    if (networkTimeout != null) {
      connection.setNetworkTimeout(SAME_THREAD, networkTimeout);
    }
  }

  private void drop() {
    try {
      if (ownPool != null) {
        ownPool.evictConnection(connection);
      } else if (!connection.isClosed()) {
        connection.abort(SAME_THREAD);
      }
    } catch (SQLException | RuntimeException e) {
      // What cannot even be dropped is not usable either.
    }
  }
}
