package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.zaxxer.hikari.HikariDataSource;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseAnswer.HeldByOther;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.kitsupport.TakesTurns;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a pool in transaction mode, such as PgBouncer, needs of its clients: that they need nothing
 * of a session of PostgreSQL's, and leave nothing in it, beyond a transaction.
 */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
class JdbcTransactionPoolTest {

  private static final Duration LONG = Duration.ofHours(1);

  /** The driver names a statement, for the server to keep, when it is executed so often. */
  private static final int THRESHOLD = 5;

  private static final String SERIALIZABLE =
      "&options=-c%20default_transaction_isolation=serializable";

  private final String serviceKey = "key-" + UUID.randomUUID();
  private final PassingSessions sessions = new PassingSessions();
  private final WrappingDriver driver =
      new WrappingDriver("jdbc:" + serviceKey + ":", sessions::connect);
  private TestTables tables;

  @BeforeEach
  final void nameTables() throws SQLException {
    TestDatabase.POSTGRESQL.assumeAvailable();
    tables = TestDatabase.POSTGRESQL.newTables();
  }

  @AfterEach
  final void dropTables() throws SQLException {
    DriverManager.deregisterDriver(driver);
    if (tables != null) {
      tables.close();
    }
  }

  private String url() {
    return driver.around(tables.server.url());
  }

  private static void useAll(JdbcStore store, JdbcStore other, long sequence) throws SQLException {
    LeaseRequest request = new LeaseRequest("a", LONG, LONG, 0);
    Held held = (Held) store.acquireOrRenew(request, soon());
    Entry entry = entry(held.epoch(), sequence, 1000);
    assertThat(store.acquireOrRenew(request, soon())).isInstanceOf(Held.class);
    assertThat(other.acquireOrRenew(new LeaseRequest("b", LONG, LONG, 0), soon()))
        .isInstanceOf(HeldByOther.class);
    assertThat(store.publish("a", entry, LONG, soon())).isTrue();
    assertThat(other.publish("b", entry, LONG, soon())).isFalse();
    assertThat(other.publishIfAbsent(entry, LONG, soon())).isFalse();
    assertThat(other.read(Optional.empty(), soon())).isInstanceOf(Found.class);
    assertThat(other.read(Optional.of(entry.stamp()), soon())).isInstanceOf(Unchanged.class);
    assertThat(other.stamp(soon())).contains(entry.stamp());
    assertThat(store.inspect(soon()).lease()).isPresent();
    store.discard(entry.stamp(), soon());
    assertThat(other.publishIfAbsent(entry, LONG, soon())).isTrue();
    store.release("a", held.epoch(), soon());
    Held again = (Held) store.acquireOrRenew(request, soon());
    assertThat(other.revoke(store.inspect(soon()).lease().orElseThrow(), soon())).isTrue();
    store.release("a", again.epoch(), soon());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", SERIALIZABLE})
  void ownPoolNeedsNothingOfASessionAndLeavesNothingInIt(String parameters) throws Exception {
    JdbcStore store = TestTables.store(tables.builder().url(url() + parameters), serviceKey);
    JdbcStore other = TestTables.store(tables.builder().url(url() + parameters), serviceKey);
    for (int round = 1; round <= 2 * THRESHOLD; round++) {
      useAll(store, other, round);
    }
    store.close();
    other.close();

    Awaitility.await().until(() -> sessions.openConnections() == 0);
    assertThat(sessions.leftBehind()).isEmpty();
    assertThat(sessions.isolations()).containsExactly("read committed");
    assertThat(sessions.changes()).isGreaterThan(20 * THRESHOLD);
  }

  private HikariDataSource usersPool(String parameters) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(url() + parameters);
    pool.setMaximumPoolSize(1);
    return pool;
  }

  /** Under the names that the driver gives its own, and with more parameters than ours have. */
  private static List<String> statementsOfAnother() {
    String parameters = String.join(", ", Collections.nCopies(20, "int"));
    return IntStream.rangeClosed(1, 30)
        .mapToObj(number -> "prepare \"S_%d\" (%s) as select 1".formatted(number, parameters))
        .toList();
  }

  /** What the server says about the driver's statements. */
  static List<Arguments> dataSourceWhoseStatementsTheServerKeepsIsToldTheFix() {
    return List.of(
        arguments("26000", true, PassingSessions.LONG_TRANSACTION, List.of()),
        arguments("08P01", true, PassingSessions.ANY_TRANSACTION, statementsOfAnother()),
        arguments("42P05", false, PassingSessions.ANY_TRANSACTION, statementsOfAnother()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void dataSourceWhoseStatementsTheServerKeepsIsToldTheFix(
      String state, boolean namedBefore, Set<String> changing, List<String> statements)
      throws Exception {
    sessions.changeAt(Set.of(), List.of());
    try (HikariDataSource pool = usersPool("")) {
      JdbcStore store = tables.store(serviceKey, pool);
      LeaseRequest request = new LeaseRequest("a", LONG, LONG, 0);
      for (int poll = 0; namedBefore && poll < 2 * THRESHOLD; poll++) {
        assertThat(store.acquireOrRenew(request, soon())).isInstanceOf(Held.class);
      }
      sessions.changeAt(changing, statements);

      List<SQLException> failures = new ArrayList<>();
      for (int poll = 0; poll < 2 * THRESHOLD; poll++) {
        try {
          store.acquireOrRenew(request, soon());
        } catch (SQLException e) {
          failures.add(e);
        }
      }

      assertThat(failures)
          .isNotEmpty()
          .extracting(SQLException::getMessage)
          .allSatisfy(
              message ->
                  assertThat(message)
                      .contains("PgBouncer in transaction mode", "prepareThreshold=0"));
      assertThat(failures).extracting(SQLException::getSQLState).contains(state);
      store.close();
    }
  }

  @Test
  void dataSourceThatFollowsItWorks() throws Exception {
    sessions.changeAt(PassingSessions.ANY_TRANSACTION, statementsOfAnother());
    try (HikariDataSource pool = usersPool("&prepareThreshold=0" + SERIALIZABLE)) {
      JdbcStore store = tables.store(serviceKey, pool);
      for (int round = 1; round <= 2 * THRESHOLD; round++) {
        useAll(store, store, round);
      }
      store.close();
    }
    assertThat(sessions.leftBehind()).isEmpty();
  }
}
