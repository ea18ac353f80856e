package io.flagcache.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A server with a pair of tables and a pool of connections, for tests that use service keys of
 * their own.
 */
final class SharedDatabase {

  /** More than all tests need that run at the same time, and fewer than any server allows. */
  private static final int MOST_CONNECTIONS = 90;

  /** What a store whose server hangs needs of a data source that it is handed. */
  private static final Duration POOLS_PATIENCE = Duration.ofMillis(400);

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  final TestServer server;
  private final Lazy<HikariDataSource> pool = new Lazy<>(this::openPool);
  private final Lazy<TestTables> tables = new Lazy<>(this::createTables);
  private volatile boolean hangs;

  SharedDatabase(TestServer server) {
    this.server = server;
  }

  TestTables tables() {
    return tables.get();
  }

  void pause() {
    hangs = true;
    server.pause();
  }

  void resume() {
    hangs = false;
    server.resume();
  }

  /** A connection of the pool, which a busy machine may not make in the time that the pool has. */
  Connection connect() throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return pool.get().getConnection();
      } catch (SQLTransientConnectionException e) {
        if (hangs || System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }

  /**
   * Drops what a server that was killed has left, which a pool does not look at for half a second.
   */
  void dropConnections() {
    Optional.ofNullable(pool.get().getHikariPoolMXBean())
        .ifPresent(HikariPoolMXBean::softEvictConnections);
  }

  private HikariDataSource openPool() {
    HikariDataSource opened = new HikariDataSource();
    opened.setJdbcUrl(server.url());
    opened.setMaximumPoolSize(MOST_CONNECTIONS);
    opened.setMinimumIdle(0);
    opened.setInitializationFailTimeout(-1);
    opened.setConnectionTimeout(POOLS_PATIENCE.toMillis());
    opened.setValidationTimeout(250);
    if (server.url().startsWith("jdbc:mysql:")) {
      // As the documentation asks of a data source of the user's.
      opened.addDataSourceProperty("useServerPrepStmts", "true");
    }
    return opened;
  }

  private TestTables createTables() {
    TestTables created = new TestTables(server, this::connect);
    JdbcStore store = created.store("none", created.connections());
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> store.stamp(TestTables.soon()).isEmpty());
    store.close();
    if (System.getProperty(TestServers.EXTERNAL_URL) != null) {
      Runtime.getRuntime().addShutdownHook(new Thread(created::close));
    }
    return created;
  }
}
