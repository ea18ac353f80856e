package io.flagcache.jdbc;

import io.flagcache.kitsupport.TakesTurns;
import io.flagcache.testservers.GoldenFile;
import io.flagcache.testservers.GoldenState;
import io.flagcache.testservers.GoldenTimes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
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

/** What stands in the tables, as a script that makes them. */
@Timeout(300)
@ExtendWith(TakesTurns.class)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "{0}")
@MethodSource("io.flagcache.jdbc.TestDatabase#ofEachDialect")
class JdbcGoldenTest {

  private static final JdbcTables DEFAULTS =
      new JdbcTables(null, JdbcTables.DEFAULT_LEASE, JdbcTables.DEFAULT_ENTRY);

  /** How much later than the statement a column's time is. */
  private static final Map<String, Duration> TIMES =
      Map.of(
          "flagcache_lease.expires_at", GoldenState.LEASE,
          "flagcache_entry.published_at", Duration.ZERO,
          "flagcache_entry.touched_at", Duration.ZERO,
          "flagcache_entry.expires_at", GoldenState.ENTRY_TTL);

  private final TestDatabase database;
  private JdbcDialect dialect;
  private TestTables tables;
  private DataSource source;
  private GoldenFile golden;

  JdbcGoldenTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  final void nameTables() throws SQLException {
    tables = database.newTables();
    source = tables.connections();
    try (Connection connection = source.getConnection()) {
      dialect = JdbcDialect.of(connection.getMetaData());
    }
    golden = GoldenFile.of(dialect.name().toLowerCase(Locale.ROOT) + ".sql");
  }

  @AfterEach
  final void dropTables() {
    if (tables != null) {
      tables.close();
    }
  }

  @Test
  void tablesAndRowsAreAsTheyAlwaysWere() throws Exception {
    JdbcStore store = TestTables.store(tables.builder().dataSource(source), "golden");
    long before = now();
    GoldenState.write(store);
    GoldenTimes times = new GoldenTimes(before, now());

    List<String> statements = new ArrayList<>(dialect.ddl(DEFAULTS));
    statements.add(insertion(tables.lease, JdbcTables.DEFAULT_LEASE, times));
    statements.add(insertion(tables.entry, JdbcTables.DEFAULT_ENTRY, times));
    golden.demand(String.join(";\n", statements) + ";\n");
  }

  @Test
  void tablesAndRowsOfOldAreRead() throws Exception {
    JdbcTables here = new JdbcTables(null, tables.lease, tables.entry);
    for (String statement : GoldenTimes.at(now(), golden.text()).split(";\n", -1)) {
      if (!statement.isBlank()) {
        tables.execute(here.rename(statement));
      }
    }

    GoldenState.demandIn(
        TestTables.store(tables.builder().createSchema(false).dataSource(source), "golden"));
  }

  private long now() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select " + dialect.customization().nowMillis())) {
      row.next();
      return row.getLong(1);
    }
  }

  private String insertion(String table, String defaultName, GoldenTimes times)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select * from " + table)) {
      row.next();
      ResultSetMetaData found = row.getMetaData();
      for (int i = 1; i <= found.getColumnCount(); i++) {
        String column = found.getColumnName(i).toLowerCase(Locale.ROOT);
        columns.add(column);
        values.add(literal(row, i, TIMES.get(defaultName + "." + column), times));
      }
    }
    return "INSERT INTO %s\n  (%s)\nVALUES\n  (%s)"
        .formatted(defaultName, String.join(", ", columns), String.join(", ", values));
  }

  private String literal(ResultSet row, int column, @Nullable Duration later, GoldenTimes times)
      throws SQLException {
    if (later != null) {
      return times.name(row.getLong(column), later);
    }
    if (row.getObject(column) instanceof Number number) {
      return number.toString();
    }
    if (row.getObject(column) instanceof String text) {
      return "'" + text + "'";
    }
    String hex = HexFormat.of().formatHex(row.getBytes(column));
    return dialect == JdbcDialect.POSTGRESQL ? "'\\x" + hex + "'" : "X'" + hex + "'";
  }
}
