package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.TcpRelay;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A primary that is demoted, behind an address that leads to another server from then on. */
@Timeout(300)
@ParameterizedClass(name = "{0}")
@MethodSource("databases")
class JdbcFailOverTest {

  private static final String PASSWORD = "pw-of-user";

  private static final Duration FAR_BELOW_A_CONNECTIONS_LIFE = Duration.ofMinutes(1);

  @Order(1)
  @RegisterExtension
  final BreakableServer demoted;

  @Order(2)
  @RegisterExtension
  final TakesTurns turns = new TakesTurns();

  private final TestDatabase database;
  private final String user = "u" + UUID.randomUUID().toString().substring(0, 8);
  private TestTables tables;
  private TcpRelay address;
  private TcpRelay other;

  JdbcFailOverTest(TestDatabase database) {
    this.database = database;
    this.demoted = BreakableServer.forEachTest(database);
  }

  static Stream<TestDatabase> databases() {
    return Stream.of(TestDatabase.POSTGRESQL, TestDatabase.MARIADB, TestDatabase.MYSQL_DRIVER);
  }

  @BeforeEach
  final void makeTwoServers() {
    tables = demoted.database().tables();
    TestTables elsewhere = database.shared().tables();
    for (String statement : ddl()) {
      elsewhere.execute(statement);
    }
    createUser(tables);
    createUser(elsewhere);
    address = tables.server.relay();
    other = elsewhere.server.relay();
  }

  @AfterEach
  final void promoteAgain() throws SQLException {
    if (address == null) {
      return;
    }
    address.close();
    other.close();
    promote();
    String drop = isPostgres() ? "drop owned by " + user : "drop user " + user + "@localhost";
    for (TestTables each : new TestTables[] {tables, database.shared().tables()}) {
      each.execute(drop);
      if (isPostgres()) {
        each.execute("drop role " + user);
      }
    }
    database.shared().tables().execute("drop table " + tables.lease, "drop table " + tables.entry);
  }

  private boolean isPostgres() {
    return database == TestDatabase.POSTGRESQL;
  }

  private Iterable<String> ddl() {
    JdbcDialect dialect = isPostgres() ? JdbcDialect.POSTGRESQL : JdbcDialect.MARIADB;
    return dialect.ddl(new JdbcTables(null, tables.lease, tables.entry));
  }

  /** One that does not override what makes a server read-only. */
  private void createUser(TestTables on) {
    String account = isPostgres() ? user : user + "@localhost";
    on.execute(
        isPostgres()
            ? "create role " + user + " login password '" + PASSWORD + "'"
            : "create user " + account + " identified by '" + PASSWORD + "'",
        "grant select, insert, update, delete on " + tables.lease + " to " + account,
        "grant select, insert, update, delete on " + tables.entry + " to " + account);
  }

  private void demote() {
    if (isPostgres()) {
      tables.execute(
          "alter system set default_transaction_read_only = on", "select pg_reload_conf()");
    } else {
      tables.execute("set global read_only = 1");
    }
    awaitReadOnly("on");
  }

  private void promote() throws SQLException {
    try (Connection connection = tables.server.connect();
        Statement statement = connection.createStatement()) {
      if (isPostgres()) {
        statement.execute("set default_transaction_read_only = off");
        statement.execute("alter system reset default_transaction_read_only");
        statement.execute("select pg_reload_conf()");
      } else {
        statement.execute("set global read_only = 0");
      }
    }
    awaitReadOnly("off");
  }

  /** PostgreSQL answers before it has read its configuration. */
  private void awaitReadOnly(String expected) {
    if (isPostgres()) {
      Awaitility.await()
          .atMost(FAR_BELOW_A_CONNECTIONS_LIFE)
          .until(() -> readOnly().equals(expected));
    }
  }

  private String readOnly() throws SQLException {
    try (Connection connection = tables.server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show default_transaction_read_only")) {
      row.next();
      return row.getString(1);
    }
  }

  private String url() {
    return tables
        .server
        .url(address)
        .replaceFirst("user=[^&]*", "user=" + user)
        .replaceFirst("password=[^&]*", "password=" + PASSWORD);
  }

  private JdbcFlagCacheBuilder builder() {
    return JdbcFlagCache.builder()
        .leaseTable(tables.lease)
        .entryTable(tables.entry)
        .serviceKey("key-" + UUID.randomUUID());
  }

  private static boolean fetches(FlagCacheProvider worker) throws Exception {
    return worker.shouldFetchFlagDefinitions().get(1, TimeUnit.MINUTES);
  }

  /** The lease on the other server shows where the worker is. */
  private void assertFollowsThePrimary(FlagCacheProvider worker) throws Exception {
    String key = worker.settings().serviceKey();
    assertThat(fetches(worker)).isTrue();
    assertThat(hasLease(tables, key)).isTrue();
    address.failOverTo(other);
    demote();

    Awaitility.await()
        .atMost(FAR_BELOW_A_CONNECTIONS_LIFE)
        .ignoreExceptions()
        .until(
            () -> {
              fetches(worker);
              return hasLease(database.shared().tables(), key);
            });

    worker.shutdown().get(1, TimeUnit.MINUTES);
  }

  private boolean hasLease(TestTables on, String key) throws SQLException {
    try (Connection connection = on.server.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "select 1 from " + tables.lease + " where service_key = ? and owner is not null")) {
      statement.setString(1, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  @Test
  void poolOfOurOwnLeavesTheDemotedServer() throws Exception {
    assertFollowsThePrimary(builder().url(url()).build());
  }

  @Test
  void poolOfTheUsersLosesTheConnectionsToTheDemotedServer() throws Exception {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(url());
      pool.setMaximumPoolSize(2);
      assertFollowsThePrimary(builder().dataSource(pool).build());
    }
  }

  @Test
  void readOnlyServerAtTheStartIsNoReasonToGrantRights() throws Exception {
    demote();

    FlagCacheProvider worker = builder().url(url()).build();

    assertThatThrownBy(() -> fetches(worker))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("the server is read-only")
        .hasMessageNotContaining("GRANT");
    promote();
    Awaitility.await()
        .atMost(FAR_BELOW_A_CONNECTIONS_LIFE)
        .ignoreExceptions()
        .until(() -> fetches(worker));
    worker.shutdown().get(1, TimeUnit.MINUTES);
  }
}
