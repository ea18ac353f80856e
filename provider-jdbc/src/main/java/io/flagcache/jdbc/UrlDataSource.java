package io.flagcache.jdbc;

import io.flagcache.Deadline;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections by URL for our own pool. Unlike the pool's own way it keeps the URL, which may hold a
 * password, out of every log and message, sets no time-out for the whole JVM, and connects in time
 * whatever the driver does.
 */
final class UrlDataSource implements DataSource {

  /** So that the driver, which knows more, says what failed. */
  private static final Duration LATER_THAN_THE_DRIVER = Duration.ofMillis(250);

  private final String url;
  private final Driver driver;
  private final Properties properties;
  private final Login login;
  private final Duration silence;
  private final CallThreads threads = new CallThreads();
  private final Secrets secrets;
  private final AtomicReference<@Nullable Connection> tried = new AtomicReference<>();

  /**
   * Finds the driver.
   *
   * @param silence how long it may take to connect
   * @throws IllegalArgumentException if no driver takes the URL
   */
  UrlDataSource(String url, Login login, Secrets secrets, Duration silence) {
    this.url = url;
    this.login = login;
    this.secrets = secrets;
    this.driver = DriverSearch.driverOf(url).orElseThrow(() -> noDriver(url));
    this.silence = silence;
    this.properties = DriverProperties.of(url, silence);
  }

  private static IllegalArgumentException noDriver(String url) {
    String[] parts = url.split(":", 3);
    return new IllegalArgumentException(
        "No JDBC driver on the class path accepts the url, which begins with '"
            + (parts.length == 3 ? parts[0] + ":" + parts[1] + ":" : "")
            + "'; add the database's driver or correct the url");
  }

  /** Connects, and keeps the connection for whoever asks for the next one. */
  void tryToConnect() throws SQLException {
    keep(connectInTime());
  }

  private void keep(@Nullable Connection connection) {
    Connection before = tried.getAndSet(connection);
    if (before != null) {
      close(before);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nobody waits for it.
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection kept = tried.getAndSet(null);
    return kept == null ? connectInTime() : kept;
  }

  /** Connects, or gives it up in time whatever the driver does. */
  private Connection connectInTime() throws SQLException {
    return threads.run(
        Deadline.after(silence.plus(LATER_THAN_THE_DRIVER)),
        new CallThreads.Call<>() {
          @Override
          public Connection run() throws SQLException {
            return connect();
          }

          @Override
          public void cameLate(Connection connection) {
            close(connection);
          }
        });
  }

  private Connection connect() throws SQLException {
    Properties given = (Properties) properties.clone();
    login.addTo(given, silence.dividedBy(2));
    Connection connection;
    try {
      connection = driver.connect(url, given);
    } catch (SQLException e) {
      throw secrets.mask(e);
    } catch (RuntimeException e) {
      throw secrets.mask(new SQLException("The JDBC driver failed: " + e, e));
    }
    if (connection == null) {
      throw new SQLException("The JDBC driver does not take the url any more", "08001");
    }
    return connection;
  }

  void close() {
    keep(null);
    threads.close();
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("The credentials are those of the settings");
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // The drivers' own properties limit the time to connect.
  }

  /** How long the pool waits at its end for a connection that is just being made. */
  @Override
  public int getLoginTimeout() {
    return 1;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter writer) {
    // Nothing is written.
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("There is no logger");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("This wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
