package io.flagcache.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * The settings of a borrowed connection that the store depends on. What is changed for the store is
 * put back at the end, the last change first.
 */
final class ConnectionSettings {

  /** No driver hands anything that blocks to the executor of setNetworkTimeout. */
  static final Executor SAME_THREAD = Runnable::run;

  private final Connection connection;
  private final Deque<Change> toRestore = new ArrayDeque<>();
  private boolean limitable;
  private boolean writable;
  private boolean readCommitted;

  private interface Change {
    void make() throws SQLException;
  }

  private ConnectionSettings(Connection connection, boolean writable, boolean readCommitted) {
    this.connection = connection;
    this.writable = writable;
    this.readCommitted = readCommitted;
  }

  /** Of a connection that may come with any settings. */
  static ConnectionSettings ofAny(Connection connection) {
    return new ConnectionSettings(connection, false, false);
  }

  /** Of a connection that comes with the settings of a pool of ours. */
  static ConnectionSettings ofOwnPool(Connection connection, boolean readCommitted) {
    return new ConnectionSettings(connection, true, readCommitted);
  }

  /** Limits how long the network may be silent, where the driver can, and commits by itself. */
  void takeOver(int networkMillis) throws SQLException {
    takeOverNetworkTimeout(networkMillis);
    if (!connection.getAutoCommit()) {
      connection.setAutoCommit(true);
      toRestore.push(() -> connection.setAutoCommit(false));
    }
  }

  private void takeOverNetworkTimeout(int millis) throws SQLException {
    try {
      int before = connection.getNetworkTimeout();
      connection.setNetworkTimeout(SAME_THREAD, millis);
      toRestore.push(() -> connection.setNetworkTimeout(SAME_THREAD, before));
      limitable = true;
    } catch (SQLException e) {
      if (Failures.isBroken(e)) {
        throw e;
      }
    } catch (UnsupportedOperationException | AbstractMethodError e) {
      // CallThreads ends the call.
    }
  }

  void limitNetwork(int millis) throws SQLException {
    if (limitable) {
      connection.setNetworkTimeout(SAME_THREAD, millis);
    }
  }

  boolean areWritable() {
    return writable;
  }

  void makeWritable() throws SQLException {
    if (connection.isReadOnly()) {
      connection.setReadOnly(false);
      toRestore.push(() -> connection.setReadOnly(true));
    }
    writable = true;
  }

  void useReadCommitted() throws SQLException {
    if (!readCommitted) {
      int before = connection.getTransactionIsolation();
      if (before != Connection.TRANSACTION_READ_COMMITTED) {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        toRestore.push(() -> connection.setTransactionIsolation(before));
      }
      readCommitted = true;
    }
  }

  void restore() throws SQLException {
    while (!toRestore.isEmpty()) {
      toRestore.pop().make();
    }
  }
}
