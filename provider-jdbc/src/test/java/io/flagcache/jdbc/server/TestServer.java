package io.flagcache.jdbc.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A database that tests run against. */
public interface TestServer {

  /** A URL with all that a driver needs, credentials included. */
  String url();

  /** Whether this JVM started the server's processes and may stop and kill them. */
  default boolean isOurs() {
    return false;
  }

  /** Stops the server's processes where they are, as a debugger or a hypervisor does. */
  default void pause() {
    throw new UnsupportedOperationException("This server is not ours to stop");
  }

  /** Lets stopped processes go on. */
  default void resume() {
    throw new UnsupportedOperationException("This server is not ours to continue");
  }

  /** Ends the server's processes without warning; the data stay on disk. */
  default void kill() {
    throw new UnsupportedOperationException("This server is not ours to kill");
  }

  /** Starts a killed server again, on the same port with the same data. */
  default void restart() {
    throw new UnsupportedOperationException("This server is not ours to start");
  }

  /** A new connection, outside of all pools. */
  default Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }
}
