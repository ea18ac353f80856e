package io.flagcache.jdbc;

import io.flagcache.Deadline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * One borrowed connection, for one call. Every statement gets what is left until the deadline as
 * its network time-out. At the end the connection goes back with the settings it came with, or, if
 * it broke or a time-out left it in an unknown state, does not go back at all.
 */
final class JdbcSession implements AutoCloseable {

  /** Longer than any deadline. */
  private static final int LONGEST_SILENCE_SECONDS = 10;

  private final Connection connection;
  private final ConnectionSettings settings;
  private final Disposal disposal;
  private final Deadline deadline;
  private boolean broken;

  /** How a connection is got rid of that is not to be used again. */
  interface Disposal {
    void drop() throws SQLException;
  }

  /** A session on a connection that was borrowed for it. */
  JdbcSession(
      Connection connection, ConnectionSettings settings, Disposal disposal, Deadline deadline)
      throws SQLException {
    this.connection = connection;
    this.settings = settings;
    this.disposal = disposal;
    this.deadline = deadline;
    try {
      settings.takeOver(remainingMillis());
    } catch (SQLException e) {
      broken = true;
      close();
      throw e;
    }
  }

  /**
   * Ends what hangs, if the driver can, from another thread. Whatever is still to come fails, since
   * the deadline has passed.
   */
  void abort() {
    try {
      connection.unwrap(Connection.class).abort(ConnectionSettings.SAME_THREAD);
    } catch (SQLException | RuntimeException | AbstractMethodError e) {
      // Then it hangs until the driver notices.
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

  /** The longest statement that the server takes on this connection. */
  long longestStatement(JdbcCustomization database) throws SQLException {
    Optional<String> question = database.longestStatement();
    return question.isEmpty()
        ? Long.MAX_VALUE
        : query(row -> row.getLong("packet"), question.get()).orElse(Long.MAX_VALUE);
  }

  /** Has the next session connect anew. */
  void giveUp() {
    broken = true;
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
  <T> T transaction(JdbcCustomization database, Work<T> work) throws SQLException {
    makeWritable();
    return attempt(
        () -> {
          limit();
          if (!database.beginsReadCommitted()) {
            settings.useReadCommitted();
          }
          connection.setAutoCommit(false);
          boolean committed = false;
          try {
            run(database.begin(LONGEST_SILENCE_SECONDS));
            T result = work.run();
            limit();
            connection.commit();
            committed = true;
            return result;
          } finally {
            endTransaction(database, committed);
          }
        });
  }

  private void makeWritable() throws SQLException {
    if (settings.areWritable()) {
      return;
    }
    attempt(
        () -> {
          limit();
          settings.makeWritable();
          return settings;
        });
  }

  private void run(Optional<String> sql) throws SQLException {
    if (sql.isPresent()) {
      execute(sql.get());
    }
  }

  private void endTransaction(JdbcCustomization database, boolean committed) {
    if (broken) {
      return;
    }
    try {
      if (!committed) {
        limit();
        connection.rollback();
      }
      connection.setAutoCommit(true);
      run(database.endSilenceLimit());
    } catch (SQLException e) {
      broken = true;
    }
  }

  private <T> T attempt(Work<T> work) throws SQLException {
    try {
      return work.run();
    } catch (SQLException e) {
      broken |= Failures.isUseless(e) || deadline.hasPassed() || isEndedBy(e);
      throw e;
    }
  }

  /** A database of this JVM that is closed meanwhile fails in any way. */
  private boolean isEndedBy(SQLException failure) {
    try {
      return Failures.isUnknown(failure) && !connection.isValid(1);
    } catch (SQLException | RuntimeException | AbstractMethodError e) {
      return true;
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

  private void limit() throws SQLException {
    settings.limitNetwork(remainingMillis());
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
        settings.restore();
      } catch (SQLException e) {
        broken = true;
      }
    }
    if (broken) {
      drop();
    }
    try {
      connection.close();
    } catch (SQLException | RuntimeException alreadyBroken) {
      // It was to be closed. A pool stumbles over what was dropped in the middle of a transaction.
    }
  }

  private void drop() {
    try {
      disposal.drop();
    } catch (SQLException | RuntimeException e) {
      // What cannot even be dropped is not usable either.
    }
  }
}
