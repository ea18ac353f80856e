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
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where the store gets its connections: a pool of our own, or the user's data source. */
final class JdbcConnections {

  /** Hikari accepts no shorter time-outs. */
  private static final Duration SHORTEST_POOL_TIMEOUT = Duration.ofMillis(250);

  private static final int MOST_CONNECTIONS = 2;

  private final DataSource source;
  private final @Nullable HikariConfig poolConfig;
  private @Nullable HikariDataSource pool;

  private JdbcConnections(DataSource source, @Nullable HikariConfig poolConfig) {
    this.source = source;
    this.poolConfig = poolConfig;
  }

  static JdbcConnections of(DataSource usersSource) {
    return new JdbcConnections(usersSource, null);
  }

  /**
   * Prepares a pool; nothing connects yet.
   *
   * @throws IllegalArgumentException if no driver takes the URL
   */
  static JdbcConnections ofUrl(
      String url,
      @Nullable String user,
      @Nullable String password,
      Secrets secrets,
      FlagCacheSettings settings) {
    Duration acquisition = poolTimeout(settings.decisionDeadline().multipliedBy(2).dividedBy(3));
    UrlDataSource source = new UrlDataSource(url, user, password, secrets, acquisition);
    HikariConfig config = new HikariConfig();
    config.setPoolName("flagcache-" + settings.serviceKey());
    config.setDataSource(source);
    config.setMaximumPoolSize(MOST_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(acquisition.toMillis());
    config.setValidationTimeout(poolTimeout(settings.decisionDeadline().dividedBy(4)).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(true);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return new JdbcConnections(source, config);
  }

  private static Duration poolTimeout(Duration wanted) {
    return wanted.compareTo(SHORTEST_POOL_TIMEOUT) < 0 ? SHORTEST_POOL_TIMEOUT : wanted;
  }

  /**
   * Borrows a connection.
   *
   * @throws SQLException if there is none in time
   */
  JdbcSession open(Deadline deadline) throws SQLException {
    if (deadline.hasPassed()) {
      throw new SQLTimeoutException("The deadline has passed");
    }
    return poolConfig == null
        ? JdbcSession.ofUsers(source.getConnection(), deadline)
        : borrow(pool(poolConfig), deadline);
  }

  /**
   * One connection is tried before there is a pool: a pool would not tell at once that the server
   * is down, and would try so often that a wrong password locks the account.
   */
  private HikariDataSource pool(HikariConfig config) throws SQLException {
    HikariDataSource present = pool;
    if (present == null) {
      source.getConnection().close();
      present = new HikariDataSource(config);
      pool = present;
    }
    return present;
  }

  private static JdbcSession borrow(HikariDataSource pool, Deadline deadline) throws SQLException {
    Connection connection;
    try {
      connection = pool.getConnection();
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
    return JdbcSession.ofPool(pool, connection, deadline);
  }

  /** Closes the pool if it is ours. */
  void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
