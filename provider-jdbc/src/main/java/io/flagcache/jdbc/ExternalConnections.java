package io.flagcache.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import javax.sql.DataSource;

/** Connections of the user's data source, which is never closed. */
record ExternalConnections(DataSource source) implements JdbcConnections {

  @Override
  public JdbcSession open(Deadline deadline) throws SQLException {
    if (deadline.hasPassed()) {
      throw new SQLTimeoutException("The deadline has passed");
    }
    Connection connection = source.getConnection();
    return new JdbcSession(
        connection, ConnectionSettings.ofAny(connection), () -> drop(connection), deadline);
  }

  private void drop(Connection connection) throws SQLException {
    if (source.isWrapperFor(HikariDataSource.class)) {
      source.unwrap(HikariDataSource.class).evictConnection(connection);
    } else if (!connection.isClosed()) {
      connection.abort(ConnectionSettings.SAME_THREAD);
    }
  }

  @Override
  public void replace() {
    // It is the user's.
  }

  @Override
  public void close() {
    // It is the user's.
  }
}
