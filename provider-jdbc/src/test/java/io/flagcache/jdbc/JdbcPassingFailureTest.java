package io.flagcache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheEvent;
import io.flagcache.core.FlagCacheEvent.OutageBegan;
import io.flagcache.core.FlagCacheEvent.OutageEnded;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What others lock in a real server passes: it is said once, and the worker goes on by itself. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#processes")
class JdbcPassingFailureTest {

  private final TestDatabase database;
  private final String serviceKey = "key-" + UUID.randomUUID();
  private final Queue<FlagCacheEvent> events = new ConcurrentLinkedQueue<>();
  private TestTables tables;
  private RecordingDataSource connections;
  private FlagCacheProvider worker;

  /** Of the worker's connections from now on. */
  private volatile String setting = "";

  JdbcPassingFailureTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  final void lead() throws Exception {
    database.assumeAvailable();
    tables = database.shared().tables();
    connections = new RecordingDataSource(() -> connect(setting));
    worker =
        tables
            .builder()
            .dataSource(connections)
            .serviceKey(serviceKey)
            .listener(events::add)
            .build();
    assertThat(polls()).isTrue();
    answer(worker.onFlagDefinitionsReceived(document(1)));
  }

  @AfterEach
  final void shutDown() throws Exception {
    if (worker != null) {
      answer(worker.shutdown());
      tables.forget(List.of(serviceKey));
    }
  }

  private String ofThis(String h2, String postgreSql, String mariaDb) {
    return switch (database) {
      case H2_SERVER -> h2;
      case POSTGRESQL -> postgreSql;
      default -> mariaDb;
    };
  }

  private Connection connect(String with) throws SQLException {
    Connection connection = tables.server.connect();
    if (!with.isEmpty()) {
      execute(connection, with);
    }
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private boolean polls() throws Exception {
    return answer(worker.shouldFetchFlagDefinitions());
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private static FlagDefinitionCacheData document(int version) {
    return FlagDefinitionCacheData.of(Map.of("flags", List.of(Map.of("version", version))));
  }

  private void lockEntry(Connection rival) throws SQLException {
    execute(
        rival,
        "update %s set touched_at = touched_at + 1 where service_key = '%s'"
            .formatted(tables.entry, serviceKey));
  }

  private void assertSaidOnceAndWorks() throws Exception {
    assertThat(polls()).isTrue();
    answer(worker.onFlagDefinitionsReceived(document(2)));
    assertThat(answer(worker.getFlagDefinitions())).contains(document(2));
    assertThat(events)
        .filteredOn(OutageBegan.class::isInstance)
        .singleElement()
        .satisfies(began -> assertLocked(((OutageBegan) began).cause()));
    assertThat(events).filteredOn(OutageEnded.class::isInstance).hasSize(1);
  }

  private static void assertLocked(@Nullable Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> assertThat(JdbcFailure.of(refused)).contains(JdbcFailure.LOCKED));
  }

  @Test
  void lockThatOutlivesTheServersPatienceIsSaidOnceAndTheNextPollWorks() throws Exception {
    setting =
        ofThis("set lock_timeout 50", "set lock_timeout = 50", "set innodb_lock_wait_timeout = 0");
    try (Connection rival = tables.server.connect()) {
      rival.setAutoCommit(false);
      lockEntry(rival);
      for (int poll = 0; poll < 2; poll++) {
        assertThatThrownBy(this::polls).satisfies(failure -> assertLocked(failure.getCause()));
      }
      rival.rollback();
    }
    assertSaidOnceAndWorks();
  }

  /**
   * The worker has locked the lease, which has run out, and the rival the entry, before each asks
   * for the other. H2 gives up the one that has waited longer, the others the worker when it comes
   * second.
   */
  @Test
  void deadlockIsSaidOnceAndThePollWorks() throws Exception {
    tables.execute(
        "update %s set expires_at = 0 where service_key = '%s'"
            .formatted(tables.lease, serviceKey));
    String patient = "set innodb_lock_wait_timeout = 60";
    setting = ofThis("set lock_timeout 60000", "set deadlock_timeout = 10", patient);
    boolean workerComesFirst = database == TestDatabase.H2_SERVER;
    AtomicBoolean met = new AtomicBoolean();
    try (Connection rival =
        connect(ofThis("set lock_timeout 60000", "set deadlock_timeout = '1h'", patient))) {
      rival.setAutoCommit(false);
      String waiting = waiting(rival);
      FutureTask<Boolean> locking =
          new FutureTask<>(
              () -> {
                if (workerComesFirst) {
                  awaitAny(waiting);
                }
                return locksLease(rival);
              });
      connections.before(
          sql -> {
            if (sql.startsWith("update " + tables.entry) && !met.getAndSet(true)) {
              lockEntry(rival);
              new Thread(locking, "rival of " + serviceKey).start();
              if (!workerComesFirst) {
                awaitAny(waiting);
              }
            }
          });

      assertThat(polls()).isTrue();
      assertThat(locking.get(1, TimeUnit.MINUTES)).isTrue();
    }
    assertSaidOnceAndWorks();
  }

  private boolean locksLease(Connection rival) throws SQLException {
    execute(
        rival,
        "select owner from %s where service_key = '%s' for update"
            .formatted(tables.lease, serviceKey));
    rival.rollback();
    return true;
  }

  /** Finds the one that waits first. */
  private String waiting(Connection rival) throws SQLException {
    String rivalsStatement = " like '%" + serviceKey + "%for update%'";
    return ofThis(
        "select 1 from information_schema.sessions where blocker_id = " + sessionOf(rival),
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query" + rivalsStatement,
        "select 1 from information_schema.innodb_trx where trx_state = 'LOCK WAIT' and trx_query"
            + rivalsStatement);
  }

  private String sessionOf(Connection rival) throws SQLException {
    try (Statement statement = rival.createStatement();
        ResultSet row =
            statement.executeQuery(
                ofThis(
                    "select session_id()", "select pg_backend_pid()", "select connection_id()"))) {
      row.next();
      return row.getString(1);
    }
  }

  private void awaitAny(String query) {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> isAny(query));
  }

  private boolean isAny(String query) throws SQLException {
    try (Connection connection = tables.server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }
}
