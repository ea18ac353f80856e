package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.database.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens to connections that are borrowed from a data source of the user's. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#all")
class JdbcSettingsTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final TestDatabase database;
  private TestServer server;
  private TestTables tables;

  JdbcSettingsTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  final void nameTables() throws SQLException {
    tables = database.newTables();
    server = tables.server;
  }

  @AfterEach
  final void dropTables() {
    if (tables != null) {
      tables.close();
    }
  }

  private static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, LONG, LONG, 0);
  }

  private static void useAll(JdbcStore store) throws Exception {
    Held held = (Held) store.acquireOrRenew(request("a"), soon());
    Entry entry = entry(held.epoch(), 1, 100);
    assertThat(store.publish("a", entry, LONG, soon())).isTrue();
    assertThat(store.publish("b", entry, LONG, soon())).isFalse();
    assertThat(store.acquireOrRenew(request("b"), soon())).isInstanceOf(HeldByOther.class);
    assertThat(store.read(Optional.empty(), soon())).isInstanceOf(Found.class);
    assertThat(store.stamp(soon())).contains(entry.stamp());
    store.discard(entry.stamp(), soon());
    assertThat(store.publishIfAbsent(entry, LONG, soon())).isTrue();
    store.release("a", held.epoch(), soon());
    store.close();
  }

  @Test
  void borrowedConnectionGoesBackAsItCame() throws Exception {
    tables.store("key", tables.connections());
    try (Connection connection = server.connect()) {
      JdbcDialect dialect = JdbcDialect.of(connection.getMetaData());
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      connection.setReadOnly(dialect != JdbcDialect.H2);
      connection.setAutoCommit(false);
      connection.setNetworkTimeout(Runnable::run, 54_321);
      int networkTimeout = connection.getNetworkTimeout();
      String before = serverSettings(connection, dialect);
      connection.rollback();

      RecordingDataSource recording = neverClosed(connection);
      List<Integer> isolations = new ArrayList<>();
      recording.before(
          sql -> {
            if (sql.equals(RecordingDataSource.COMMIT)) {
              isolations.add(connection.getTransactionIsolation());
            }
          });

      useAll(TestTables.store(tables.builder().createSchema(false).dataSource(recording), "key"));

      assertThat(isolations).containsOnly(Connection.TRANSACTION_READ_COMMITTED);

      assertThat(connection.isClosed()).isFalse();
      assertThat(connection.getAutoCommit()).isFalse();
      assertThat(connection.isReadOnly()).isEqualTo(dialect != JdbcDialect.H2);
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(connection.getNetworkTimeout()).isEqualTo(networkTimeout);
      assertThat(serverSettings(connection, dialect)).isEqualTo(before);
      connection.rollback();
    }
  }

  private static String serverSettings(Connection connection, JdbcDialect dialect)
      throws SQLException {
    String query =
        switch (dialect) {
          case H2 -> "select 'none'";
          case POSTGRESQL -> "show idle_in_transaction_session_timeout";
          case MARIADB, MYSQL -> "select concat(@@wait_timeout, ' ', @@idle_transaction_timeout)";
        };
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static RecordingDataSource neverClosed(Connection connection) {
    return new RecordingDataSource(
        () ->
            (Connection)
                java.lang.reflect.Proxy.newProxyInstance(
                    JdbcSettingsTest.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) ->
                        method.getName().equals("close")
                            ? null
                            : method.invoke(connection, arguments)));
  }

  @Test
  void poolOfTheUsersGetsEveryConnectionBackAndStaysOpen() throws Exception {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(server.url());
      pool.setMaximumPoolSize(1);
      pool.setAutoCommit(false);
      JdbcStore store = tables.store("key", pool);

      useAll(store);
      tables.execute("drop table " + tables.entry);
      JdbcStore broken =
          TestTables.store(tables.builder().dataSource(pool).entryTable(tables.entry), "other");
      tables.execute("drop table " + tables.lease);
      broken.acquireOrRenew(request("a"), soon());

      assertThat(pool.isClosed()).isFalse();
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
      assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);
    }
  }

  /** A pool fails when it is to take back, in the middle of a transaction, what was evicted. */
  @Test
  void whatWasCommittedIsAnsweredThoughItsConnectionBreaksRightAfter() throws Exception {
    tables.store("key", tables.connections());
    AtomicBoolean breaking = new AtomicBoolean();
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(new RecordingDataSource(() -> breaksAfterCommit(breaking)));
      JdbcStore store = tables.store("key", pool);
      assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(Held.class);

      breaking.set(true);

      assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(Held.class);
      assertThat(breaking).isFalse();
    }
  }

  private Connection breaksAfterCommit(AtomicBoolean breaking) throws SQLException {
    Connection connection = server.connect();
    AtomicBoolean committed = new AtomicBoolean();
    return (Connection)
        java.lang.reflect.Proxy.newProxyInstance(
            JdbcSettingsTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                committed.set(true);
              }
              if (method.getName().equals("setAutoCommit")
                  && committed.getAndSet(false)
                  && breaking.getAndSet(false)) {
                throw new SQLException("The database was closed", "HY000");
              }
              return method.invoke(connection, arguments);
            });
  }

  @Test
  void failedTransactionGivesItsConnectionBack() throws Exception {
    tables.store("key", tables.connections());
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(server.url());
      pool.setMaximumPoolSize(1);
      RecordingDataSource recording = new RecordingDataSource(pool::getConnection);
      JdbcStore store = tables.store("key", recording);
      recording.before(
          sql -> {
            if (sql.startsWith("update")) {
              throw new SQLException("refused", "99999");
            }
          });

      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> store.acquireOrRenew(request("a"), soon()))
            .hasMessageContaining("refused");
      }

      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
      recording.before(sql -> {});
      assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(Held.class);
    }
  }

  @ResourceLock(Resources.TIME_ZONE)
  @ParameterizedTest
  @CsvSource({
    "Pacific/Kiritimati, +13:00, Pacific/Pago_Pago, -11:00",
    "Pacific/Pago_Pago, -11:00, Pacific/Kiritimati, +13:00",
  })
  void timeZonesChangeNothing(
      String leadersZone, String leadersOffset, String followersZone, String followersOffset)
      throws Exception {
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone(leadersZone));
      JdbcStore leader = tables.store("key", inZone(leadersOffset));
      Held held = (Held) leader.acquireOrRenew(request("a"), soon());
      Entry entry = entry(held.epoch(), 1, 10);
      leader.publish("a", entry, LONG, soon());

      TimeZone.setDefault(TimeZone.getTimeZone(followersZone));
      JdbcStore follower = tables.store("key", inZone(followersOffset));

      assertThat(follower.acquireOrRenew(request("b"), soon()))
          .isEqualTo(new HeldByOther(held.epoch(), Optional.of(entry.stamp())));
      assertThat(((Found) follower.read(Optional.empty(), soon())).sincePublish())
          .hasValueSatisfying(age -> assertThat(age).isLessThan(LONG));
      Held shortly =
          (Held)
              leader.acquireOrRenew(
                  new LeaseRequest("a", Duration.ofMillis(1), Duration.ofMillis(1), 0), soon());
      assertThat(awaitLead(follower, "b"))
          .isEqualTo(new Held(shortly.epoch() + 1, Optional.empty()));
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  private static Held awaitLead(JdbcStore store, String owner) {
    return (Held)
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> store.acquireOrRenew(request(owner), soon()), Held.class::isInstance);
  }

  private RecordingDataSource inZone(String offset) {
    return new RecordingDataSource(
        () -> {
          Connection connection = server.connect();
          JdbcDialect dialect = JdbcDialect.of(connection.getMetaData());
          try (Statement statement = connection.createStatement()) {
            statement.execute(
                switch (dialect) {
                  case H2 -> "set time zone '" + offset + "'";
                  case POSTGRESQL -> "set time zone interval '" + offset + "' hour to minute";
                  case MARIADB, MYSQL -> "set time_zone = '" + offset + "'";
                });
          }
          return connection;
        });
  }
}
