package io.flagcache.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A driver around another one. */
final class WrappingDriver implements Driver {

  /** Hands on all that it is told. */
  static final WrappingDriver FAITHFUL =
      new WrappingDriver("jdbc:wrap-per:", DriverManager::getConnection);

  /** As little as there may be: no properties, no network time-out, no way to end a call. */
  static final WrappingDriver IGNORANT =
      new WrappingDriver(
          "jdbc:ignorant:",
          (url, properties) -> ignorant(DriverManager.getConnection(url, new Properties())));

  private static final Set<String> UNKNOWN =
      Set.of("setNetworkTimeout", "getNetworkTimeout", "abort", "unwrap", "isWrapperFor");

  private final String prefix;
  private final Wrapped wrapped;

  /** Connects by the driver around which this one is. */
  interface Wrapped {
    Connection connect(String url, Properties properties) throws SQLException;
  }

  WrappingDriver(String prefix, Wrapped wrapped) {
    this.prefix = prefix;
    this.wrapped = wrapped;
    try {
      DriverManager.registerDriver(this);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A URL of this driver around another one's. */
  String around(String url) {
    return prefix + url.substring("jdbc:".length());
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(prefix);
  }

  @Override
  public @Nullable Connection connect(String url, Properties properties) throws SQLException {
    return acceptsURL(url)
        ? wrapped.connect("jdbc:" + url.substring(prefix.length()), properties)
        : null;
  }

  private static Connection ignorant(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            WrappingDriver.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) -> {
              if (UNKNOWN.contains(method.getName())) {
                throw new SQLFeatureNotSupportedException(method.getName());
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }
}
