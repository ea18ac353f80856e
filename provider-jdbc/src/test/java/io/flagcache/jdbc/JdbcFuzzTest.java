package io.flagcache.jdbc;

import io.flagcache.FlagDefinitionCacheData;
import io.flagcache.core.FlagCacheProvider;
import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.Fuzz;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** H1: whatever stands in whatever column, somebody leads, publishes and is read. */
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#ofEachDialect")
class JdbcFuzzTest {

  private static final Duration USUAL = Duration.ofSeconds(4);
  private static final Duration LEASE = Duration.ofMillis(400);

  /** What holds a number of 64 bits, in both tables. */
  private static final List<String> LEASE_NUMBERS = List.of("epoch", "expires_at", "lease_millis");

  private static final List<String> ENTRY_NUMBERS =
      List.of("epoch", "sequence", "published_at", "touched_at", "expires_at");

  private final TestDatabase database;
  private TestTables tables;
  private DataSource source;
  private FlagCacheProvider first;
  private FlagCacheProvider second;

  JdbcFuzzTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  final void createLooseTables() throws SQLException {
    tables = database.newTables();
    source = tables.connections();
    JdbcDialect dialect;
    try (Connection connection = source.getConnection()) {
      dialect = JdbcDialect.of(connection.getMetaData());
    }
    for (String statement : dialect.ddl(new JdbcTables(null, tables.lease, tables.entry))) {
      tables.execute(
          statement.replace("NOT NULL PRIMARY KEY", "PRIMARY KEY").replace("NOT NULL", ""));
    }
    first = worker();
    second = worker();
  }

  @AfterEach
  final void close() throws Exception {
    for (FlagCacheProvider worker : new FlagCacheProvider[] {first, second}) {
      if (worker != null) {
        worker.shutdown().get(1, TimeUnit.MINUTES);
      }
    }
    if (tables != null) {
      tables.close();
    }
  }

  private FlagCacheProvider worker() {
    return tables
        .builder()
        .createSchema(false)
        .dataSource(source)
        .serviceKey("fuzz")
        .pollInterval(Duration.ofMillis(50))
        .lease(LEASE)
        .build();
  }

  @Test
  void whateverStandsInTheTablesTheFleetComesBack() throws Exception {
    Fuzz fuzz = Fuzz.lasting(USUAL);
    for (int round = 0; fuzz.goesOn(); round++) {
      FlagDefinitionCacheData document = document(round);
      awaitRead(document, fuzz + " before round " + round);
      List<String> damage = new ArrayList<>();
      for (int i = fuzz.random().nextInt(3); i >= 0; i--) {
        damage.add(damage(fuzz));
      }
      awaitRead(document(-round - 1), fuzz + " round " + round + ": " + damage);
    }
  }

  private static FlagDefinitionCacheData document(int number) {
    return FlagDefinitionCacheData.of(
        Map.of(
            "flags", List.of(Map.of("key", "a-flag", "number", number, "text", "x".repeat(700)))));
  }

  private void awaitRead(FlagDefinitionCacheData document, String situation) {
    Awaitility.await(situation)
        .atMost(Duration.ofMinutes(1))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> isRead(document));
  }

  private boolean isRead(FlagDefinitionCacheData document) throws Exception {
    boolean firstLeads = poll(first, document);
    boolean secondLeads = poll(second, document);
    return (firstLeads || secondLeads) && isReadByANewWorker(document);
  }

  private static boolean poll(FlagCacheProvider worker, FlagDefinitionCacheData document)
      throws Exception {
    boolean leads = worker.shouldFetchFlagDefinitions().get(1, TimeUnit.MINUTES);
    if (leads) {
      worker.onFlagDefinitionsReceived(document).get(1, TimeUnit.MINUTES);
    } else {
      worker.getFlagDefinitions().get(1, TimeUnit.MINUTES);
    }
    return leads;
  }

  private boolean isReadByANewWorker(FlagDefinitionCacheData document) throws Exception {
    FlagCacheProvider reader = worker();
    try {
      boolean fetches = reader.shouldFetchFlagDefinitions().get(1, TimeUnit.MINUTES);
      Optional<FlagDefinitionCacheData> read = reader.getFlagDefinitions().get(1, TimeUnit.MINUTES);
      return !fetches && read.filter(document::equals).isPresent();
    } finally {
      reader.shutdown().get(1, TimeUnit.MINUTES);
    }
  }

  private String damage(Fuzz fuzz) throws SQLException {
    return switch (fuzz.random().nextInt(12)) {
      case 0, 1, 2 ->
          set(tables.lease, fuzz.oneOf(LEASE_NUMBERS.toArray(String[]::new)), number(fuzz));
      case 3 -> set(tables.lease, "owner", textOrNull(fuzz));
      case 4, 5, 6 ->
          set(tables.entry, fuzz.oneOf(ENTRY_NUMBERS.toArray(String[]::new)), number(fuzz));
      case 7 -> set(tables.entry, "hash", textOrNull(fuzz));
      case 8, 9 -> set(tables.entry, "payload", fuzz.damaged(payload()));
      case 10 -> set(tables.entry, "payload", fuzz.random().nextBoolean() ? null : fuzz.bytes());
      default -> {
        String table = fuzz.oneOf(tables.lease, tables.entry);
        tables.execute("delete from " + table);
        yield "delete from " + table;
      }
    };
  }

  private static @Nullable String textOrNull(Fuzz fuzz) {
    return fuzz.random().nextBoolean() ? null : fuzz.text();
  }

  private static @Nullable Long number(Fuzz fuzz) {
    return fuzz.random().nextInt(8) == 0 ? null : Long.valueOf(fuzz.integer());
  }

  /** What the database does not take, nobody finds there. */
  private String set(String table, String column, @Nullable Object value) throws SQLException {
    String shown = value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
    try (Connection connection = source.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("update " + table + " set " + column + " = ?")) {
      if (value instanceof byte[] bytes) {
        statement.setBytes(1, bytes);
      } else if (value instanceof Long number) {
        statement.setLong(1, number);
      } else if (value instanceof String text) {
        statement.setString(1, text);
      } else {
        statement.setNull(1, sqlTypeOf(column));
      }
      statement.executeUpdate();
      return column + " = " + shown.substring(0, Math.min(60, shown.length()));
    } catch (SQLException e) {
      return column + " as it was";
    }
  }

  private static int sqlTypeOf(String column) {
    return switch (column) {
      case "payload" -> Types.VARBINARY;
      case "hash", "owner" -> Types.VARCHAR;
      default -> Types.BIGINT;
    };
  }

  private byte[] payload() throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("select payload from " + tables.entry);
        ResultSet row = statement.executeQuery()) {
      byte[] found = row.next() ? row.getBytes(1) : null;
      return found == null ? new byte[0] : found;
    }
  }
}
