package io.flagcache.jdbc;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a URL has its driver connect by TLS or not at all. Where it does not say so, none of the
 * drivers can be counted on: PostgreSQL's and MySQL's fall back to plain text.
 */
final class DriverTls {

  private record Parameter(String name, Set<String> demands) {}

  private static final Map<String, Parameter> PARAMETERS =
      Map.of(
          "postgresql",
          new Parameter("sslmode", Set.of("require", "verify-ca", "verify-full")),
          "mariadb",
          new Parameter("sslMode", Set.of("trust", "verify-ca", "verify-full")),
          "mysql",
          new Parameter("sslMode", Set.of("required", "verify_ca", "verify_identity")));

  private DriverTls() {}

  /**
   * Requires TLS of a URL.
   *
   * @throws IllegalArgumentException if the URL does not demand it
   */
  static void demand(String url) {
    String database = DriverProperties.databaseOf(url).orElse("");
    Parameter parameter = PARAMETERS.get(database);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "The credentials may be sent by TLS alone, and how a driver is told so is known for"
              + " PostgreSQL, MariaDB and MySQL; use a url of one of these");
    }
    if (!demands(url, parameter)) {
      throw new IllegalArgumentException(
          "The credentials may be sent by TLS alone, and the url does not demand it; add "
              + parameter.name()
              + "="
              + (database.equals("mysql") ? "VERIFY_IDENTITY" : "verify-full"));
    }
  }

  /** Of one that is duplicated the drivers take the last. */
  private static boolean demands(String url, Parameter parameter) {
    List<String> values =
        Pattern.compile("[?&]" + parameter.name() + "=([^&]*)")
            .matcher(url)
            .results()
            .map(found -> found.group(1).toLowerCase(Locale.ROOT))
            .toList();
    return !values.isEmpty() && parameter.demands().containsAll(values);
  }
}
