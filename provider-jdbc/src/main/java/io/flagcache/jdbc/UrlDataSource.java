package io.flagcache.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections by URL for our own pool. Unlike the pool's own way it keeps the URL, which may hold a
 * password, out of every log and message, sets no time-out for the whole JVM, and gives each driver
 * the time-outs that keep a hanging server from holding a thread for ever.
 */
final class UrlDataSource implements DataSource {

  private final String url;
  private final Driver driver;
  private final Properties properties = new Properties();
  private final Secrets secrets;

  /**
   * Finds the driver.
   *
   * @param silence how long a server may be silent while a connection is made. Statements have
   *     their own limit, {@link JdbcSession}
   * @throws IllegalArgumentException if no driver takes the URL
   */
  UrlDataSource(
      String url,
      @Nullable String user,
      @Nullable String password,
      Secrets secrets,
      Duration silence) {
    this.url = url;
    this.secrets = secrets;
    this.driver = driverOf(url);
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    setDriverProperties(silence);
  }

  private static Driver driverOf(String url) {
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      String[] parts = url.split(":", 3);
      throw new IllegalArgumentException(
          "No JDBC driver on the class path accepts the url, which begins with '"
              + (parts.length == 3 ? parts[0] + ":" + parts[1] + ":" : "")
              + "'; add the database's driver or correct the url");
    }
  }

  private void setDriverProperties(Duration silence) {
    String lowerUrl = url.toLowerCase(Locale.ROOT);
    if (lowerUrl.startsWith("jdbc:postgresql:")) {
      setUnlessInUrl("connectTimeout", Math.max(1, silence.toSeconds()));
      setUnlessInUrl("socketTimeout", Math.max(1, silence.toSeconds()));
      setUnlessInUrl("tcpKeepAlive", true);
      setUnlessInUrl("ApplicationName", "flagcache");
    } else if (lowerUrl.startsWith("jdbc:mariadb:") || lowerUrl.startsWith("jdbc:mysql:")) {
      setUnlessInUrl("connectTimeout", silence.toMillis());
      setUnlessInUrl("socketTimeout", silence.toMillis());
      if (lowerUrl.startsWith("jdbc:mysql:")) {
        // Otherwise the driver doubles a payload to escape it, and the server refuses the packet.
        setUnlessInUrl("useServerPrepStmts", true);
        setUnlessInUrl("cachePrepStmts", true);
      }
    } else if (lowerUrl.matches("(?s)jdbc:h2:(tcp|ssl):.*|jdbc:h2:.*auto_server=true.*")) {
      setUnlessInUrl("NETWORK_TIMEOUT", silence.toMillis());
    }
  }

  private void setUnlessInUrl(String name, Object value) {
    if (!url.matches("(?is).*[?&;]" + name + "=.*")) {
      properties.setProperty(name, value.toString());
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection;
    try {
      connection = driver.connect(url, (Properties) properties.clone());
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

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("The credentials are fixed");
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
