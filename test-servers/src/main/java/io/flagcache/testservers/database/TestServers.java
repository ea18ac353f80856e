package io.flagcache.testservers.database;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/**
 * The databases of this JVM, each started when it is first asked for and ended with the JVM. If the
 * system property {@value #EXTERNAL_URL} is set, tests run against that server and no other.
 */
public final class TestServers {

  /** The JDBC URL of a server of the user's, credentials included. */
  public static final String EXTERNAL_URL = "flagcache.test.jdbc.url";

  private static final Map<String, TestServer> STARTED = new HashMap<>();

  private TestServers() {}

  /** H2 in the memory of this JVM. */
  public static TestServer h2InMemory() {
    return embedded(
        "h2InMemory", () -> () -> "jdbc:h2:mem:flagcache;DB_CLOSE_DELAY=-1;USER=sa;PASSWORD=");
  }

  /** H2 as a server process. */
  public static TestServer h2Server() {
    return embedded("h2Server", H2Server::start);
  }

  /** PostgreSQL. */
  public static TestServer postgres() {
    return embedded("postgres", PostgresServer::start);
  }

  /** MariaDB, by its own driver. */
  public static TestServer mariaDb() {
    Assumptions.assumeTrue(
        MariaDbServer.isAvailable(), "There is no MariaDB artifact for this platform");
    return embedded("mariaDb", MariaDbServer::start);
  }

  /** The same MariaDB by MySQL's driver, which takes it for a MySQL. */
  public static TestServer mySqlDriver() {
    return new MySqlDriver(mariaDb());
  }

  /** The user's server. */
  public static TestServer external() {
    String url = System.getProperty(EXTERNAL_URL);
    Assumptions.assumeTrue(url != null, EXTERNAL_URL + " is not set");
    return () -> Objects.requireNonNull(url);
  }

  private static synchronized TestServer embedded(String name, Supplier<TestServer> starter) {
    Assumptions.assumeTrue(
        System.getProperty(EXTERNAL_URL) == null, EXTERNAL_URL + " names the server to test");
    return STARTED.computeIfAbsent(name, missing -> starter.get());
  }
}
