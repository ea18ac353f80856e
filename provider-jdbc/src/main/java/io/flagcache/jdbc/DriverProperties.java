package io.flagcache.jdbc;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * What the drivers of the databases are told unless the URL says otherwise. A driver that wraps one
 * of them, as in {@code jdbc:p6spy:postgresql:}, hands it on; one that does not is bounded by
 * {@link CallThreads} alone.
 */
final class DriverProperties {

  private static final List<String> KNOWN = List.of("postgresql", "mariadb", "mysql", "h2");

  private final String url;
  private final Properties properties = new Properties();

  private DriverProperties(String url) {
    this.url = url;
  }

  /**
   * The properties for a URL.
   *
   * @param silence how long a server may be silent while a connection is made. Statements have
   *     their own limit, {@link JdbcSession}
   */
  static Properties of(String url, Duration silence) {
    DriverProperties chosen = new DriverProperties(url);
    databaseOf(url).ifPresent(database -> chosen.choose(database, silence));
    return chosen.properties;
  }

  /** The first part of the URL that names a database, behind whatever wraps it. */
  static Optional<String> databaseOf(String url) {
    String scheme = url.toLowerCase(Locale.ROOT).split("[/?;@]", 2)[0];
    return Arrays.stream(scheme.split(":")).filter(KNOWN::contains).findFirst();
  }

  private void choose(String database, Duration silence) {
    switch (database) {
      case "postgresql" -> {
        set("connectTimeout", Math.max(1, silence.toSeconds()));
        set("socketTimeout", Math.max(1, silence.toSeconds()));
        set("tcpKeepAlive", true);
        set("ApplicationName", "flagcache");
        // Statements that the server keeps get lost behind a pool such as PgBouncer's.
        set("prepareThreshold", 0);
      }
      case "mariadb", "mysql" -> {
        set("connectTimeout", silence.toMillis());
        set("socketTimeout", silence.toMillis());
        if (database.equals("mysql")) {
          // Otherwise the driver doubles a payload to escape it, and the server refuses the packet.
          set("useServerPrepStmts", true);
          set("cachePrepStmts", true);
        }
      }
      default -> {
        if (url.matches("(?is).*h2:(tcp|ssl):.*|.*auto_server=true.*")) {
          set("NETWORK_TIMEOUT", silence.toMillis());
        }
      }
    }
  }

  private void set(String name, Object value) {
    if (!url.matches("(?is).*[?&;]" + name + "=.*")) {
      properties.setProperty(name, value.toString());
    }
  }
}
