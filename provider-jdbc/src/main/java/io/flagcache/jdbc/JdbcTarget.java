package io.flagcache.jdbc;

import io.flagcache.core.credentials.CredentialsTarget;
import io.flagcache.core.url.HostAndPort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads in a driver's URL what it connects to, and as whom. */
final class JdbcTarget {

  private static final Map<String, Integer> PORTS =
      Map.of("postgresql", 5432, "mariadb", 3306, "mysql", 3306);

  private static final Pattern HOSTS = Pattern.compile("//(?:[^/@?;]*@)?([^/?;]+)");
  private static final Pattern USER_INFO = Pattern.compile("//([^:/@?;]+)(?::[^/@]*)?@");
  private static final Pattern USER = Pattern.compile("(?i)[?&;]user=([^&;]+)");
  private static final Pattern PASSWORD =
      Pattern.compile("(?i)[?&;,(]password=|//[^:/@?;]*:[^/@]*@");

  private JdbcTarget() {}

  /**
   * Where a URL leads.
   *
   * @param user the one that is set beside the URL
   */
  static CredentialsTarget of(String url, Optional<String> user) {
    String database = DriverProperties.databaseOf(url).orElse("jdbc");
    return new CredentialsTarget(database, nodes(url, database), user.or(() -> userIn(url)));
  }

  /** Drivers have other ways to write addresses, of which nothing is told. */
  private static List<HostAndPort> nodes(String url, String database) {
    Optional<String> hosts = first(HOSTS, url);
    Integer port = PORTS.get(database);
    if (hosts.isEmpty() || port == null) {
      return List.of();
    }
    try {
      return HostAndPort.allToConnect("The JDBC URL", hosts.get()).stream()
          .map(node -> node.withDefaultPort(port))
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private static Optional<String> userIn(String url) {
    return Stream.of(USER, USER_INFO)
        .flatMap(pattern -> first(pattern, url).stream())
        .findFirst()
        .map(JdbcTarget::decoded);
  }

  private static String decoded(String user) {
    try {
      return URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return user;
    }
  }

  private static Optional<String> first(Pattern pattern, String url) {
    return pattern.matcher(url).results().findFirst().map(found -> found.group(1));
  }

  /** Whether a URL has a password for the database in it. */
  static boolean hasPassword(String url) {
    return PASSWORD.matcher(url).find();
  }
}
