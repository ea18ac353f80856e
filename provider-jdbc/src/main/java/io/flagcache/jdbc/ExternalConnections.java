package io.flagcache.jdbc;

import io.flagcache.Deadline;
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
    return JdbcSession.ofUsers(source.getConnection(), deadline);
  }

  @Override
  public void close() {
    // It is the user's.
  }
}
