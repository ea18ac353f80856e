package io.flagcache.testservers.database;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/**
 * The databases of this JVM, each started when it is first asked for and ended with the JVM. Asked
 * for by another name, each is started again, for tests that would disturb others. If the system
 * property {@value #EXTERNAL_URL} is set, tests run against that server and no other.
 */
public final class TestServers {

  /** The JDBC URL of a server of the user's, credentials included. */
  public static final String EXTERNAL_URL = "flagcache.test.jdbc.url";

  private static final String SHARED = "flagcache";

  private static final Map<String, TestServer> STARTED = new ConcurrentHashMap<>();

  private TestServers() {}

  /** H2 in the memory of this JVM. */
  public static TestServer h2InMemory(String name) {
    return embedded(
        "h2InMemory " + name,
        () -> () -> "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;USER=sa;PASSWORD=");
  }

  /** H2 as a server process. */
  public static TestServer h2Server(String name) {
    return embedded("h2Server " + name, H2Server::start);
  }

  /** PostgreSQL. */
  public static TestServer postgres() {
    return postgres(SHARED);
  }

  /** PostgreSQL. */
  public static TestServer postgres(String name) {
    return embedded("postgres " + name, PostgresServer::start);
  }

  /** Whether there is a MariaDB for this machine. */
  public static boolean hasMariaDb() {
    return MariaDbServer.isAvailable();
  }

  /** MariaDB, by its own driver. */
  public static TestServer mariaDb(String name) {
    Assumptions.assumeTrue(hasMariaDb(), "There is no MariaDB artifact for this platform");
    return embedded("mariaDb " + name, MariaDbServer::start);
  }

  /** The same MariaDB by MySQL's driver, which takes it for a MySQL. */
  public static TestServer mySqlDriver(String name) {
    return new MySqlDriver(mariaDb(name));
  }

  /** The user's server. */
  public static TestServer external() {
    String url = System.getProperty(EXTERNAL_URL);
    Assumptions.assumeTrue(url != null, EXTERNAL_URL + " is not set");
    return () -> Objects.requireNonNull(url);
  }

  private static TestServer embedded(String name, Supplier<TestServer> starter) {
    Assumptions.assumeTrue(
        System.getProperty(EXTERNAL_URL) == null, EXTERNAL_URL + " names the server to test");
    return STARTED.computeIfAbsent(name, missing -> starter.get());
  }
}
