package io.flagcache.jdbc;

import io.flagcache.Deadline;
import java.sql.SQLException;

/** Where the store gets its connections: the user's data source, or a pool of our own. */
sealed interface JdbcConnections permits ExternalConnections, ManagedConnections {

  /**
   * Borrows a connection.
   *
   * @throws SQLException if there is none in time
   */
  JdbcSession open(Deadline deadline) throws SQLException;

  /** A session hangs and may do so for ever: others are not to wait for its connection. */
  void replace();

  /** Closes what is ours. */
  void close();
}
