package io.flagcache.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.Deadline;
import io.flagcache.core.FlagCacheSettings;
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
  private final @Nullable HikariDataSource ownPool;

  private JdbcConnections(DataSource source, @Nullable HikariDataSource ownPool) {
    this.source = source;
    this.ownPool = ownPool;
  }

  static JdbcConnections of(DataSource usersSource) {
    return new JdbcConnections(usersSource, null);
  }

  /**
   * Makes a pool, which connects when it can: a server that is down is no error here.
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
    UrlDataSource source =
        new UrlDataSource(url, user, password, secrets, acquisition, settings.transferDeadline());
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
    HikariDataSource pool = new HikariDataSource(config);
    return new JdbcConnections(pool, pool);
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
    try {
      return new JdbcSession(source.getConnection(), ownPool, deadline);
    } catch (SQLTransientConnectionException e) {
      if (ownPool != null && e.getCause() instanceof SQLException reason) {
        throw new SQLTransientConnectionException(
            "No connection to the database: " + reason.getMessage(),
            reason.getSQLState(),
            reason.getErrorCode(),
            reason);
      }
      throw e;
    }
  }

  /** Closes the pool if it is ours. */
  void close() {
    if (ownPool != null) {
      ownPool.close();
    }
  }
}
