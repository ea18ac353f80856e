package io.flagcache.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.core.BaseConnection;

/**
 * Connections to a PostgreSQL whose session becomes another one between two transactions, as behind
 * a pool in transaction mode, of which the driver hears as little as there. What a client left in
 * the session is noted, and gone.
 */
final class PassingSessions {

  /** Calls before which no transaction is open, unless they are part of one. */
  static final Set<String> ANY_TRANSACTION =
      Set.of("prepareStatement", "createStatement", "setAutoCommit", "close");

  /** The call that begins a transaction of several statements. */
  static final Set<String> LONG_TRANSACTION = Set.of("setAutoCommit");

  private static final String LEFT_BEHIND =
      """
      select 'the statement ' || statement from pg_prepared_statements
      union all select 'the setting ' || name from pg_settings
        where source = 'session'
        and (name <> 'transaction_isolation'
          or setting <> current_setting('default_transaction_isolation'))
      union all select 'a lock' from pg_locks
        where locktype = 'advisory' and pid = pg_backend_pid()
      union all select 'listening to ' || channel from pg_listening_channels() channel
      union all select 'temporary tables' where pg_my_temp_schema() <> 0
      union all select 'the cursor ' || name from pg_cursors where is_holdable
      """;

  private final Set<String> leftBehind = ConcurrentHashMap.newKeySet();
  private final Set<String> isolations = ConcurrentHashMap.newKeySet();
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private volatile Set<String> passing = ANY_TRANSACTION;
  private volatile List<String> preparedByOthers = List.of();

  /** From now on sessions change at these calls alone, and have these statements of another. */
  void changeAt(Set<String> calls, List<String> prepared) {
    preparedByOthers = prepared;
    passing = calls;
  }

  /** What was found in a session at the end of a transaction that does not end with it. */
  Set<String> leftBehind() {
    return Set.copyOf(leftBehind);
  }

  /** The isolation of the transactions of several statements. */
  Set<String> isolations() {
    return Set.copyOf(isolations);
  }

  int changes() {
    return changes.get();
  }

  int openConnections() {
    return open.get();
  }

  /** Connects; what the driver itself sets meanwhile is of no account. */
  Connection connect(String url, Properties properties) throws SQLException {
    Connection connection = DriverManager.getConnection(url, properties);
    connection.unwrap(BaseConnection.class).setFlushCacheOnDeallocate(false);
    execute(connection, "discard all");
    open.incrementAndGet();
    return (Connection)
        Proxy.newProxyInstance(
            PassingSessions.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) -> {
              before(connection, method.getName());
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void before(Connection connection, String call) throws SQLException {
    if (connection.isClosed()) {
      return;
    }
    if (call.equals("commit")) {
      isolations.addAll(textsOf(connection, "show transaction_isolation"));
    }
    if (call.equals("close")) {
      open.decrementAndGet();
    }
    // Outside of a transaction each statement is one.
    if (passing.contains(call) && connection.getAutoCommit()) {
      pass(connection);
    }
  }

  private void pass(Connection connection) throws SQLException {
    Set<String> found = textsOf(connection, LEFT_BEHIND);
    preparedByOthers.forEach(statement -> found.remove("the statement " + statement));
    leftBehind.addAll(found);
    execute(connection, "discard all");
    for (String statement : preparedByOthers) {
      execute(connection, statement);
    }
    changes.incrementAndGet();
  }

  private static Set<String> textsOf(Connection connection, String query) throws SQLException {
    Set<String> texts = ConcurrentHashMap.newKeySet();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
