package io.flagcache.jdbc;

import static io.flagcache.jdbc.TestTables.entry;
import static io.flagcache.jdbc.TestTables.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flagcache.core.Role;
import io.flagcache.core.store.Access;
import io.flagcache.core.store.Entry;
import io.flagcache.core.store.EntryStamp;
import io.flagcache.core.store.LeaseAnswer.Held;
import io.flagcache.core.store.LeaseRequest;
import io.flagcache.core.store.ReadAnswer;
import io.flagcache.core.store.ReadAnswer.Absent;
import io.flagcache.core.store.ReadAnswer.Found;
import io.flagcache.core.store.ReadAnswer.Unchanged;
import io.flagcache.core.store.StoreStatus;
import io.flagcache.core.store.StoreStatus.EntryStatus;
import io.flagcache.core.store.StoreStatus.LeaseStatus;
import io.flagcache.kitsupport.TakesTurns;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How tables are made and checked, and what strangers may do to their rows. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#ofEachDialect")
class JdbcTablesTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final TestDatabase database;
  private JdbcDialect dialect;
  private TestTables tables;
  private DataSource source;

  JdbcTablesTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  final void nameTables() throws SQLException {
    tables = database.newTables();
    source = tables.connections();
    try (Connection connection = source.getConnection()) {
      dialect = JdbcDialect.of(connection.getMetaData());
    }
  }

  @AfterEach
  final void dropTables() {
    if (tables != null) {
      tables.close();
    }
  }

  private JdbcFlagCacheBuilder builder() {
    return tables.builder().dataSource(source);
  }

  private JdbcStore open(JdbcFlagCacheBuilder builder) {
    return TestTables.store(builder, "key");
  }

  private List<String> ddl() {
    return dialect.ddl(new JdbcTables(null, tables.lease, tables.entry));
  }

  private void createLoose() {
    for (String statement : ddl()) {
      tables.execute(
          statement.replace("NOT NULL PRIMARY KEY", "PRIMARY KEY").replace("NOT NULL", ""));
    }
  }

  private static LeaseRequest request(String owner) {
    return new LeaseRequest(owner, LONG, LONG, 0);
  }

  @RepeatedTest(5)
  void manyWorkersMayCreateTheTablesAtOnce() throws Exception {
    int workers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      CountDownLatch start = new CountDownLatch(workers);
      RecordingDataSource together = tables.connections();
      together.before(sql -> awaitOthersBeforeTheFirst(sql, start));
      List<Future<JdbcStore>> stores = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        stores.add(threads.submit(() -> open(tables.builder().dataSource(together))));
      }
      for (Future<JdbcStore> store : stores) {
        assertThat(store.get(1, TimeUnit.MINUTES).stamp(soon())).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void awaitOthersBeforeTheFirst(String sql, CountDownLatch start) {
    if (sql.startsWith("CREATE TABLE IF NOT EXISTS " + tables.lease)) {
      start.countDown();
      try {
        start.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void packagedFileMayBeRunTwice() throws Exception {
    ddl().forEach(tables::execute);
    ddl().forEach(tables::execute);

    assertThat(open(builder().createSchema(false)).stamp(soon())).isEmpty();
  }

  @Test
  void missingTableIsAnErrorThatNamesItAndTheFile() {
    assertThatIllegalStateException()
        .isThrownBy(() -> open(builder().createSchema(false)))
        .withMessageContaining(tables.lease)
        .withMessageContaining(dialect.ddlFile())
        .withMessageContaining("createSchema");
  }

  @Test
  void missingColumnIsAnErrorThatNamesItAndTheTable() {
    ddl().forEach(tables::execute);
    tables.execute("alter table " + tables.entry + " drop column touched_at");

    for (boolean create : new boolean[] {true, false}) {
      assertThatIllegalStateException()
          .isThrownBy(() -> open(builder().createSchema(create)))
          .withMessageContaining(tables.entry)
          .withMessageContaining("column touched_at")
          .withMessageContaining(dialect.ddlFile());
    }
  }

  @Test
  void columnOfAWrongTypeIsAnErrorThatNamesIt() {
    ddl().stream()
        .map(sql -> sql.replaceFirst("epoch +(BIGINT|bigint)", "epoch varchar(20)"))
        .forEach(tables::execute);

    assertThatIllegalStateException()
        .isThrownBy(() -> open(builder()))
        .withMessageContaining("column epoch")
        .withMessageContaining(tables.lease)
        .withMessageContaining(dialect.ddlFile());
  }

  /** H2 fills the name of a leader up with blanks, by which it would not know itself. */
  @Test
  void textOfAFixedLengthIsAnErrorThatNamesIt() {
    ddl().stream()
        .map(sql -> sql.replaceFirst("owner +(VARCHAR|varchar)", "owner char"))
        .forEach(tables::execute);

    assertThatIllegalStateException()
        .isThrownBy(() -> open(builder()))
        .withMessageContaining("column owner")
        .withMessageContaining("text of any length");
  }

  @Test
  void payloadColumnThatIsTooShortIsAnErrorThatNamesIt() {
    ddl().stream()
        .map(sql -> sql.replaceFirst("payload +(LONGBLOB|BLOB|bytea)", tooShort()))
        .forEach(tables::execute);

    assertThatIllegalStateException()
        .isThrownBy(() -> open(builder()))
        .withMessageContaining("column payload")
        .withMessageContaining(tables.entry);
  }

  /** PostgreSQL has no bytes of limited length. */
  private String tooShort() {
    return switch (dialect) {
      case H2 -> "payload varbinary(1000)";
      case POSTGRESQL -> "payload varchar(1000)";
      case MARIADB, MYSQL -> "payload blob";
    };
  }

  @Test
  void tablesMayLieInASchemaOfTheirOwn() throws Exception {
    String schema = "s" + UUID.randomUUID().toString().substring(0, 8);
    assertThatIllegalStateException().isThrownBy(() -> open(builder().schema(schema)));
    tables.execute("create schema " + schema);
    try {
      JdbcStore store = open(builder().schema(schema));

      store.acquireOrRenew(request("a"), soon());

      tables.execute("delete from " + schema + "." + tables.lease);
      assertThatIllegalStateException().isThrownBy(() -> open(builder().createSchema(false)));
    } finally {
      tables.execute(
          "drop table " + schema + "." + tables.lease,
          "drop table " + schema + "." + tables.entry,
          "drop schema " + schema);
    }
  }

  @Test
  void tablesThatAreDroppedAreCreatedAgain() throws Exception {
    JdbcStore store = open(builder());
    store.acquireOrRenew(request("a"), soon());
    tables.close();

    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(Held.class);
  }

  @Test
  void workerWithoutRightsIsToldWhichItNeedsAndAReaderNeedsFewer() throws Exception {
    ddl().forEach(tables::execute);
    String user = "U" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    String grantee = account(user);
    createUser(grantee);
    try {
      tables.execute("grant select on " + tables.entry + " to " + grantee);
      as(user, Role.READER).build().shutdown().get(1, TimeUnit.MINUTES);
      JdbcFlagCacheBuilder worker = as(user, Role.WORKER);
      assertThatIllegalStateException()
          .isThrownBy(worker::build)
          .withMessageContaining(tables.lease);
      tables.execute("grant select on " + tables.lease + " to " + grantee);
      assertThatIllegalStateException()
          .isThrownBy(worker::build)
          .withMessageContaining(tables.lease)
          .withMessageContaining("grant");
      tables.execute(
          "grant select, insert, update on " + tables.lease + " to " + grantee,
          "grant select, insert, update, delete on " + tables.entry + " to " + grantee);
      worker.build().shutdown().get(1, TimeUnit.MINUTES);
    } finally {
      tables.close();
      tables.execute("drop user " + grantee);
    }
  }

  /** In quotes; H2 makes capital letters of a name in a URL. */
  private String account(String user) {
    boolean withHost = dialect == JdbcDialect.MARIADB || dialect == JdbcDialect.MYSQL;
    return withHost ? "`" + user + "`@`localhost`" : '"' + user + '"';
  }

  private void createUser(String account) {
    tables.execute(
        switch (dialect) {
          case H2 -> "create user " + account + " password 'pw-of-user'";
          case POSTGRESQL -> "create role " + account + " login password 'pw-of-user'";
          case MARIADB, MYSQL -> "create user " + account + " identified by 'pw-of-user'";
        });
  }

  private JdbcFlagCacheBuilder as(String user, Role role) {
    String url =
        tables
            .server
            .url()
            .replace(";DB_CLOSE_DELAY=-1", "")
            .replaceFirst("(?i)user=[^;&]*", "user=" + user)
            .replaceFirst("(?i)password=[^;&]*", "password=pw-of-user");
    return tables.builder().createSchema(false).role(role).url(url);
  }

  @Test
  void rightsOfARoleAreEnoughForIt() throws Exception {
    ddl().forEach(tables::execute);
    JdbcStore administrators = open(builder());
    for (Role role : List.of(Role.WORKER, Role.READER)) {
      String user = "U" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
      String account = account(user);
      createUser(account);
      String rights =
          administrators
              .rights(role.access())
              .replaceAll(" TO .*;", Matcher.quoteReplacement(" TO " + account + ";"));
      try {
        assertThatIllegalStateException()
            .isThrownBy(() -> as(user, role).build())
            .satisfies(
                refused -> {
                  // MariaDB does not even let it connect.
                  if (dialect == JdbcDialect.H2 || dialect == JdbcDialect.POSTGRESQL) {
                    assertThat(refused).hasMessageContaining(rights.replace('\n', ' '));
                  }
                });
        rights.lines().forEach(tables::execute);
        JdbcStore granted = TestTables.store(as(user, role), "key", role);
        assertThat(granted.rights(role.access())).isEqualTo(rights);
        if (role == Role.WORKER) {
          work(granted);
        } else {
          assertThat(granted.read(Optional.empty(), soon())).isInstanceOf(Found.class);
          assertThat(granted.stamp(soon())).isPresent();
        }
        granted.close();
      } finally {
        if (dialect == JdbcDialect.POSTGRESQL) {
          tables.execute("drop owned by " + account);
        }
        tables.execute("drop user " + account);
      }
    }
  }

  private static void work(JdbcStore store) throws Exception {
    Held held = (Held) store.acquireOrRenew(request("a"), soon());
    assertThat(store.acquireOrRenew(request("a"), soon())).isEqualTo(held);
    Entry entry = entry(held.epoch(), 1, 10);
    assertThat(store.publish("a", entry, LONG, soon())).isTrue();
    store.discard(entry.stamp(), soon());
    assertThat(store.publishIfAbsent(entry, LONG, soon())).isTrue();
    StoreStatus status = store.inspect(soon());
    assertThat(status.entry().orElseThrow().stamp()).isEqualTo(entry.stamp());
    assertThat(store.revoke(status.lease().orElseThrow(), soon())).isTrue();
    Held next = (Held) store.acquireOrRenew(request("a"), soon());
    store.release("a", next.epoch(), soon());
  }

  @Test
  void rightsBeforeTheDatabaseWasReachedNameNoUser() {
    JdbcSchema schema =
        new JdbcSchema(
            new JdbcTables("app", "l", "e"),
            Optional.of(JdbcDialect.POSTGRESQL),
            false,
            Access.WRITE,
            1);

    assertThat(schema.rights().of(Access.READ))
        .isEqualTo("GRANT USAGE ON SCHEMA app TO <user>;\nGRANT SELECT ON app.e TO <user>;");
  }

  @Test
  void tableWithoutPrimaryKeyIsAnErrorOnceItHasTwoRows() {
    ddl().stream().map(sql -> sql.replace("PRIMARY KEY", "")).forEach(tables::execute);
    String row =
        "insert into " + tables.lease + " (service_key, epoch, expires_at) values ('key', 0, 0)";
    tables.execute(row, row);

    assertThatIllegalStateException()
        .isThrownBy(() -> open(builder()).acquireOrRenew(request("a"), soon()))
        .withMessageContaining("primary key");
  }

  /** I1: two fleets would share lease and flags. */
  @Test
  void tableThatTakesTwoServiceKeysForOneIsRefusedWithTheFix() throws Exception {
    for (String table : List.of(tables.lease, tables.entry)) {
      ddl().stream()
          .map(sql -> sql.contains(table) ? indifferentToCase(sql) : sql)
          .forEach(tables::execute);

      assertThatIllegalStateException()
          .isThrownBy(() -> open(builder()))
          .withMessageContaining(table)
          .withMessageContaining("'Checkout' and 'checkout'")
          .satisfies(
              refused -> {
                String fix =
                    String.valueOf(refused.getMessage()).replaceFirst("(?s).*: ALTER", "ALTER");
                if (dialect != JdbcDialect.H2) {
                  tables.execute(fix);
                  assertThat(open(builder()).stamp(soon())).isEmpty();
                }
              });
      tables.close();
    }
  }

  /** As tables are that somebody made without a look at the packaged file. */
  private String indifferentToCase(String ddl) {
    return switch (dialect) {
      case H2 -> ddl.replace("service_key  VARCHAR", "service_key  VARCHAR_IGNORECASE");
      case POSTGRESQL -> {
        tables.execute(
            "create collation if not exists indifferent"
                + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        yield ddl.replace("varchar(128) NOT NULL", "varchar(128) COLLATE indifferent NOT NULL");
      }
      case MARIADB, MYSQL -> ddl.replace("COLLATE utf8mb4_bin", "COLLATE utf8mb4_general_ci");
    };
  }

  /** The statement that needs both tables fails where two collations meet. */
  @Test
  void tablesOfTwoCollationsAreRefusedOrWork() throws Exception {
    assumeTrue(dialect == JdbcDialect.MARIADB || dialect == JdbcDialect.MYSQL);
    ddl().stream()
        .map(
            sql ->
                sql.contains(tables.entry) ? sql.replace("utf8mb4_bin", "utf8mb4_nopad_bin") : sql)
        .forEach(tables::execute);

    assertThatIllegalStateException()
        .isThrownBy(() -> open(builder().createSchema(false)).stamp(soon()))
        .withMessageContaining("give both tables the collation of the packaged DDL files");
  }

  // Rows that strangers damaged

  @Test
  void entryOfNullsIsHandedOnAndCanBeDiscarded() throws Exception {
    createLoose();
    JdbcStore store = open(builder());
    tables.execute(
        "insert into "
            + tables.entry
            + " (service_key, expires_at) values ('key', 9000000000000000)");
    EntryStamp none = new EntryStamp(0, 0, "");

    ReadAnswer answer = store.read(Optional.empty(), soon());
    assertThat(answer).isInstanceOf(Found.class);
    assertThat(((Found) answer).entry().stamp()).isEqualTo(none);
    assertThat(((Found) answer).entry().payload()).isEmpty();
    assertThat(((Found) answer).sincePublish()).isEmpty();
    assertThat(store.read(Optional.of(none), soon())).isInstanceOf(Unchanged.class);
    assertThat(store.stamp(soon())).contains(none);
    assertThat(store.acquireOrRenew(request("a"), soon()).entry()).contains(none);

    store.discard(none, soon());

    assertThat(store.stamp(soon())).isEmpty();
  }

  @Test
  void inspectionTellsWhatItCanOfDamagedRows() throws Exception {
    createLoose();
    JdbcStore store = open(builder());
    assertThat(store.inspect(soon()))
        .isEqualTo(new StoreStatus(Optional.empty(), Optional.empty()));
    tables.execute(
        "insert into "
            + tables.entry
            + " (service_key, expires_at) values ('key', 9000000000000000)",
        "insert into "
            + tables.lease
            + " (service_key, owner, expires_at, lease_millis) values ('key', 'x', "
            + "%1$s + 3600000, 3600000)".formatted(dialect.customization().nowMillis()));

    StoreStatus status = store.inspect(soon());

    EntryStatus entry = status.entry().orElseThrow();
    assertThat(entry.stamp()).isEqualTo(new EntryStamp(0, 0, ""));
    assertThat(entry.storedBytes()).isZero();
    assertThat(entry.sincePublish()).isEmpty();
    assertThat(entry.sinceTouch()).isEmpty();
    assertThat(entry.left().orElseThrow()).isGreaterThan(LONG);
    LeaseStatus lease = status.lease().orElseThrow();
    assertThat(lease.epoch()).hasValue(0);
    assertThat(store.revoke(lease, soon())).isTrue();
    assertThat(store.inspect(soon()).lease()).isEmpty();

    tables.execute("delete from " + tables.lease, "update " + tables.entry + " set expires_at = 1");
    assertThat(store.inspect(soon()))
        .isEqualTo(new StoreStatus(Optional.empty(), Optional.empty()));
  }

  @Test
  void entryOfNullsCanBeReplaced() throws Exception {
    createLoose();
    JdbcStore store = open(builder());
    tables.execute(
        "insert into "
            + tables.entry
            + " (service_key, expires_at) values ('key', 9000000000000000)");
    Held held = (Held) store.acquireOrRenew(request("a"), soon());
    Entry entry = entry(held.epoch(), 1, 10);

    assertThat(store.publish("a", entry, LONG, soon())).isTrue();

    assertThat(((Found) store.read(Optional.empty(), soon())).entry().payload())
        .isEqualTo(entry.payload());
  }

  @Test
  void entryWithoutExpiryIsAbsentAndCanBeFilled() throws Exception {
    createLoose();
    JdbcStore store = open(builder());
    tables.execute("insert into " + tables.entry + " (service_key, epoch) values ('key', 7)");

    assertThat(store.read(Optional.empty(), soon())).isInstanceOf(Absent.class);
    assertThat(store.publishIfAbsent(entry(1, 0, 10), LONG, soon())).isTrue();
    assertThat(store.stamp(soon())).contains(entry(1, 0, 10).stamp());
  }

  @Test
  void absurdNumbersAreHandedOnAndDoNotStopTheElection() throws Exception {
    createLoose();
    JdbcStore store = open(builder());
    tables.execute(
        "insert into "
            + tables.entry
            + " (service_key, epoch, sequence, hash, published_at, expires_at) values ('key', "
            + Long.MAX_VALUE
            + ", -5, 'odd', "
            + (Long.MIN_VALUE + 1)
            + ", "
            + Long.MAX_VALUE
            + ")",
        "insert into "
            + tables.lease
            + " (service_key, owner, epoch, expires_at) values ('key', 'x', -3, -1)");
    EntryStamp odd = new EntryStamp(Long.MAX_VALUE, -5, "odd");

    assertThat(((Found) store.read(Optional.empty(), soon())).entry().stamp()).isEqualTo(odd);
    Held held = (Held) store.acquireOrRenew(request("a"), soon());

    assertThat(held.epoch()).isPositive().isLessThan(100);
    assertThat(held.entry()).contains(odd);
    assertThat(store.publish("a", entry(held.epoch(), 1, 10), LONG, soon())).isTrue();
  }

  @Test
  void leaseOfNullsIsFree() throws Exception {
    createLoose();
    JdbcStore store = open(builder());
    tables.execute("insert into " + tables.lease + " (service_key, owner) values ('key', 'x')");

    assertThat(store.acquireOrRenew(request("a"), soon())).isInstanceOf(Held.class);
  }

  @Test
  void leaseThatIsDeletedComesBack() throws Exception {
    JdbcStore store = open(builder());
    Held held = (Held) store.acquireOrRenew(request("a"), soon());
    tables.execute("delete from " + tables.lease);

    assertThat(store.publish("a", entry(held.epoch(), 1, 10), LONG, soon())).isFalse();
    assertThat(
            store.acquireOrRenew(new LeaseRequest("a", LONG, LONG, held.epoch()), soon()).epoch())
        .isGreaterThan(held.epoch());
  }
}
