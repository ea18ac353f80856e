package io.flagcache.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A pool of our own, which is made when the database is first reached. */
final class ManagedConnections implements JdbcConnections {

  /** Hikari accepts no shorter time-outs. */
  private static final Duration SHORTEST_POOL_TIMEOUT = Duration.ofMillis(250);

  private static final int MOST_CONNECTIONS = 2;

  /** A reader whose server was replaced behind its address hears of it by connecting anew only. */
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

  private final UrlDataSource source;
  private final HikariConfig config = new HikariConfig();

  /** Not on PostgreSQL, whose transactions set that for themselves. */
  private final boolean readCommitted;

  private final AtomicReference<@Nullable HikariDataSource> pool = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * Prepares a pool; nothing connects yet.
   *
   * @throws IllegalArgumentException if no driver takes the URL
   */
  ManagedConnections(String url, Login login, Secrets secrets, FlagCacheSettings settings) {
    Duration acquisition = poolTimeout(settings.decisionDeadline().multipliedBy(2).dividedBy(3));
    String name = "flagcache-" + settings.serviceKey();
    source = new UrlDataSource(url, login, secrets, acquisition);
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(MOST_CONNECTIONS);
    // Otherwise the pool goes on connecting between the polls while the server is down.
    config.setMinimumIdle(0);
    config.setMaxLifetime(LONGEST_LIFE.toMillis());
    // The default is longer than that, of which the pool warns each user.
    config.setIdleTimeout(0);
    leaveEvictionToSessions();
    config.setConnectionTimeout(acquisition.toMillis());
    config.setValidationTimeout(poolTimeout(settings.decisionDeadline().dividedBy(4)).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(true);
    readCommitted = DriverProperties.databaseOf(url).filter("postgresql"::equals).isEmpty();
    if (readCommitted) {
      config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    }
  }

  private void leaveEvictionToSessions() {
    try {
      config.setExceptionOverride(new EvictedBySessions());
    } catch (NoSuchMethodError hikari5) {
      // Spring Boot 3.0 to 3.4 bring it. Without the override the pool logs more, no more than
      // that.
    }
  }

  private static Duration poolTimeout(Duration wanted) {
    return wanted.compareTo(SHORTEST_POOL_TIMEOUT) < 0 ? SHORTEST_POOL_TIMEOUT : wanted;
  }

  @Override
  public JdbcSession open(Deadline deadline) throws SQLException {
    if (deadline.hasPassed()) {
      throw new SQLTimeoutException("The deadline has passed");
    }
    HikariDataSource present = pool();
    Connection connection;
    try {
      connection = present.getConnection();
    } catch (SQLTransientConnectionException e) {
      if (e.getCause() instanceof SQLException reason) {
        throw new SQLTransientConnectionException(
            "No connection to the database: " + reason.getMessage(),
            reason.getSQLState(),
            reason.getErrorCode(),
            reason);
      }
      throw e;
    }
    return new JdbcSession(
        connection,
        ConnectionSettings.ofOwnPool(connection, readCommitted),
        () -> drop(present, connection),
        deadline);
  }

  /** What happened to one connection happens to the other: the server was replaced, for example. */
  private static void drop(HikariDataSource pool, Connection connection) {
    pool.evictConnection(connection);
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  /**
   * A connection is made before there is a pool, which then takes it: a pool would not tell at once
   * that the server is down, and would try so often that a wrong password locks the account.
   */
  private HikariDataSource pool() throws SQLException {
    HikariDataSource present = pool.get();
    if (present != null) {
      return present;
    }
    source.tryToConnect();
    HikariDataSource created = new HikariDataSource(config);
    HikariDataSource other = pool.compareAndExchange(null, created);
    if (other != null || closed) {
      created.close();
    }
    return other == null ? created : other;
  }

  /** A pool that waits for what hangs would not be of use before that ends, if it ever does. */
  @Override
  public void replace() {
    closePool();
  }

  private void closePool() {
    HikariDataSource present = pool.getAndSet(null);
    if (present != null) {
      present.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    closePool();
    source.close();
  }
}
