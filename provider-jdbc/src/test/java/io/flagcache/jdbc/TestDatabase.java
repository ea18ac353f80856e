package io.flagcache.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.testservers.Lazy;
import io.flagcache.testservers.database.TestServer;
import io.flagcache.testservers.database.TestServers;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** The databases that the tests of this module run on. */
enum TestDatabase {
  /** In the memory of this JVM. */
  H2_IN_MEMORY,
  /** In a process of its own, on files. */
  H2_SERVER,
  POSTGRESQL,
  MARIADB,
  /** The same MariaDB by MySQL's driver, which takes it for a MySQL. */
  MYSQL_DRIVER,
  /** The server of the user's that {@value TestServers#EXTERNAL_URL} names. */
  EXTERNAL;

  private final Lazy<SharedDatabase> shared =
      new Lazy<>(() -> new SharedDatabase(start("flagcache")));
  private final Lazy<SharedDatabase> breakable =
      new Lazy<>(() -> new SharedDatabase(start("breakable")));
  private final Semaphore turn = new Semaphore(1, true);

  /** Every database, or the user's alone. */
  static Stream<TestDatabase> all() {
    return unlessExternal(H2_IN_MEMORY, H2_SERVER, POSTGRESQL, MARIADB, MYSQL_DRIVER);
  }

  /** One for each way in which tables are made. */
  static Stream<TestDatabase> ofEachDialect() {
    return unlessExternal(H2_IN_MEMORY, POSTGRESQL, MARIADB, MYSQL_DRIVER);
  }

  /** Those that are judged by the whole kit. */
  static Stream<TestDatabase> servers() {
    return unlessExternal(H2_SERVER, POSTGRESQL, MARIADB);
  }

  /** Those that run in processes of ours, which may be stopped. */
  static Stream<TestDatabase> processes() {
    return Stream.of(H2_SERVER, POSTGRESQL, MARIADB, MYSQL_DRIVER);
  }

  private static Stream<TestDatabase> unlessExternal(TestDatabase... ours) {
    return isExternal() ? Stream.of(EXTERNAL) : Stream.of(ours);
  }

  private static boolean isExternal() {
    return System.getProperty(TestServers.EXTERNAL_URL) != null;
  }

  /** Skips the test, visibly, on what is not there. */
  void assumeAvailable() {
    assumeTrue(
        isExternal() == (this == EXTERNAL),
        TestServers.EXTERNAL_URL + (isExternal() ? " names the server to test" : " is not set"));
    assumeTrue(
        (this != MARIADB && this != MYSQL_DRIVER) || TestServers.hasMariaDb(),
        "There is no MariaDB artifact for this platform");
  }

  private TestServer start(String name) {
    return switch (this) {
      case H2_IN_MEMORY -> TestServers.h2InMemory(name);
      case H2_SERVER -> TestServers.h2Server(name);
      case POSTGRESQL -> TestServers.postgres(name);
      case MARIADB -> TestServers.mariaDb(name);
      case MYSQL_DRIVER -> TestServers.mySqlDriver(name);
      case EXTERNAL -> TestServers.external();
    };
  }

  /** For tests that leave the server and its tables alone. */
  SharedDatabase shared() {
    return shared.get();
  }

  /** Names tables that are yet to be made, for which H2 locks a whole database. */
  TestTables newTables() throws SQLException {
    if (this != H2_IN_MEMORY) {
      return new TestTables(shared().server, shared()::connect);
    }
    TestServer own = start("t" + UUID.randomUUID().toString().substring(0, 8));
    own.connect().close();
    return new TestTables(own, own::connect);
  }

  /** For whoever has the {@link #breakableTurn}. */
  SharedDatabase breakable() {
    return breakable.get();
  }

  Semaphore breakableTurn() {
    return this == MYSQL_DRIVER ? MARIADB.turn : turn;
  }
}
