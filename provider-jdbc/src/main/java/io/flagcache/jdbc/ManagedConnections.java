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
import org.jspecify.annotations.Nullable;

/** A pool of our own, which is made when the database is first reached. */
final class ManagedConnections implements JdbcConnections {

  /** Hikari accepts no shorter time-outs. */
  private static final Duration SHORTEST_POOL_TIMEOUT = Duration.ofMillis(250);

  private static final int MOST_CONNECTIONS = 2;

  private final UrlDataSource source;
  private final HikariConfig config = new HikariConfig();
  private @Nullable HikariDataSource pool;

  /**
   * Prepares a pool; nothing connects yet.
   *
   * @throws IllegalArgumentException if no driver takes the URL
   */
  ManagedConnections(
      String url,
      @Nullable String user,
      @Nullable String password,
      Secrets secrets,
      FlagCacheSettings settings) {
    Duration acquisition = poolTimeout(settings.decisionDeadline().multipliedBy(2).dividedBy(3));
    source = new UrlDataSource(url, user, password, secrets, acquisition);
    config.setPoolName("flagcache-" + settings.serviceKey());
    config.setDataSource(source);
    config.setMaximumPoolSize(MOST_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(acquisition.toMillis());
    config.setValidationTimeout(poolTimeout(settings.decisionDeadline().dividedBy(4)).toMillis());
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(true);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
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
    return JdbcSession.ofPool(present, connection, deadline);
  }

  /**
   * One connection is tried before there is a pool: a pool would not tell at once that the server
   * is down, and would try so often that a wrong password locks the account.
   */
  private HikariDataSource pool() throws SQLException {
    HikariDataSource present = pool;
    if (present == null) {
      source.getConnection().close();
      present = new HikariDataSource(config);
      pool = present;
    }
    return present;
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
