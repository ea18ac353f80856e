package io.flagcache.jdbc;

import io.flagcache.core.store.Access;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two tables. They are looked at, or created if that is wanted, when the database is first
 * reached, and again when one has gone missing.
 */
final class JdbcSchema {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcFlagCache.class);

  private static final int CREATE_ATTEMPTS = 3;

  private static final Set<Integer> NUMBERS = Set.of(Types.BIGINT, Types.NUMERIC, Types.DECIMAL);
  private static final Set<Integer> TEXTS =
      Set.of(Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.NCHAR);
  private static final Set<Integer> BYTES =
      Set.of(Types.BLOB, Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY);

  private final JdbcTables tables;
  private final @Nullable JdbcDialect chosenDialect;
  private final boolean create;
  private final boolean mayWrite;
  private final List<Column> leaseColumns;
  private final List<Column> entryColumns;

  private @Nullable JdbcSql sql;
  private volatile String description;
  private volatile JdbcRights rights;

  /**
   * A column that is needed.
   *
   * @param kind what it holds, for messages
   * @param types the types that hold it
   * @param length the characters or bytes that it has to hold; 0 if that does not matter
   */
  private record Column(String name, String kind, Set<Integer> types, int length) {
    static Column number(String name) {
      return new Column(name, "whole numbers of 64 bits", NUMBERS, 0);
    }

    static Column text(String name, int length) {
      return new Column(name, "text", TEXTS, length);
    }

    static Column bytes(String name, int length) {
      return new Column(name, "bytes", BYTES, length);
    }
  }

  /**
   * Describes what is needed; does nothing yet.
   *
   * @param chosenDialect null if it is to be recognised
   * @param create whether missing tables are created
   * @param mayWrite false for a reader, which needs the entries only
   * @param maxDocumentBytes what the payload column has to hold
   */
  JdbcSchema(
      JdbcTables tables,
      @Nullable JdbcDialect chosenDialect,
      boolean create,
      boolean mayWrite,
      int maxDocumentBytes) {
    this.tables = tables;
    this.chosenDialect = chosenDialect;
    this.create = create;
    this.mayWrite = mayWrite;
    this.description = "a database not reached yet";
    this.rights = JdbcRights.ofUnknown(chosenDialect, tables);
    Column serviceKey = Column.text("service_key", 128);
    Column epoch = Column.number("epoch");
    Column expiresAt = Column.number("expires_at");
    this.leaseColumns = List.of(serviceKey, Column.text("owner", 64), epoch, expiresAt);
    this.entryColumns =
        List.of(
            serviceKey,
            epoch,
            Column.number("sequence"),
            Column.text("hash", 64),
            Column.number("published_at"),
            Column.number("touched_at"),
            expiresAt,
            Column.bytes("payload", maxDocumentBytes));
  }

  /**
   * The statements for these tables, once the tables are known to be right.
   *
   * @throws IllegalStateException if the database or the tables cannot be used as they are
   */
  JdbcSql ready(JdbcSession session) throws SQLException {
    JdbcSql known = sql;
    if (known != null) {
      return known;
    }
    DatabaseMetaData database = session.connection().getMetaData();
    JdbcDialect dialect = chosenDialect == null ? JdbcDialect.of(database) : chosenDialect;
    JdbcSql statements = new JdbcSql(dialect, tables);
    if (create && areMissing(session)) {
      create(session, dialect);
    }
    rights = JdbcRights.of(session, dialect, tables);
    check(session, statements);
    String product = database.getDatabaseProductName() + " " + database.getDatabaseProductVersion();
    description = product + " (" + tables.lease() + ", " + tables.entry() + ")";
    LOG.info(
        "The flag definition cache is on {}, {} dialect {}, tables {} and {}",
        product,
        chosenDialect == null ? "recognised" : "chosen",
        dialect,
        tables.lease(),
        tables.entry());
    sql = statements;
    return statements;
  }

  /** A table has gone missing since it was looked at. */
  void forget() {
    sql = null;
  }

  private boolean areMissing(JdbcSession session) throws SQLException {
    return !isThere(session, "1", tables.lease()) || !isThere(session, "1", tables.entry());
  }

  /** Several workers may do this at once: it is right if the tables are there in the end. */
  private void create(JdbcSession session, JdbcDialect dialect) throws SQLException {
    SQLException failure = null;
    for (int attempt = 0; attempt < CREATE_ATTEMPTS; attempt++) {
      for (String statement : dialect.ddl(tables)) {
        try {
          session.execute(statement);
        } catch (SQLException e) {
          failure = e;
        }
      }
      if (failure == null || !areMissing(session)) {
        return;
      }
    }
    throw unusable(
        "The tables " + tables.lease() + " and " + tables.entry() + " cannot be created",
        failure,
        "let somebody who may do so run the file "
            + dialect.ddlFile()
            + " of the flagcache-jdbc jar");
  }

  private void check(JdbcSession session, JdbcSql statements) throws SQLException {
    JdbcDialect dialect = statements.dialect;
    if (mayWrite) {
      checkColumns(session, dialect, tables.lease(), leaseColumns);
    }
    checkColumns(session, dialect, tables.entry(), entryColumns);
    if (mayWrite) {
      checkRights(session);
    }
    checkSyntax(session, statements);
  }

  private void checkColumns(
      JdbcSession session, JdbcDialect dialect, String table, List<Column> columns)
      throws SQLException {
    try (PreparedStatement statement = session.prepare(selectNothing(table, columns));
        var rows = statement.executeQuery()) {
      ResultSetMetaData found = rows.getMetaData();
      for (int i = 0; i < columns.size(); i++) {
        checkColumn(found, i + 1, table, columns.get(i), dialect);
      }
    } catch (SQLException e) {
      if (Failures.isMissingTable(e)) {
        throw missing(session, dialect, table, columns, e);
      }
      throw refusedOr(e, table);
    }
  }

  private static IllegalStateException missing(
      JdbcSession session,
      JdbcDialect dialect,
      String table,
      List<Column> columns,
      SQLException reason)
      throws SQLException {
    String file = "the file " + dialect.ddlFile() + " of the flagcache-jdbc jar";
    if (isThere(session, "1", table)) {
      for (Column column : columns) {
        if (!isThere(session, column.name(), table)) {
          return unusable(
              "The table " + table + " lacks the column " + column.name(),
              reason,
              "add it as in " + file);
        }
      }
    }
    return unusable(
        "The table " + table + " is missing, or hidden from this user",
        reason,
        "create it with " + file + ", or let createSchema do so");
  }

  private static boolean isThere(JdbcSession session, String expression, String table)
      throws SQLException {
    try {
      session.query(row -> row, "select " + expression + " from " + table + " where 1 = 0");
      return true;
    } catch (SQLException e) {
      if (Failures.isMissingTable(e)) {
        return false;
      }
      throw e;
    }
  }

  private static void checkColumn(
      ResultSetMetaData found, int index, String table, Column column, JdbcDialect dialect)
      throws SQLException {
    int length = found.getPrecision(index);
    boolean tooShort = length > 0 && length < column.length();
    if (tooShort || !column.types().contains(found.getColumnType(index))) {
      throw new IllegalStateException(
          "The column "
              + column.name()
              + " of the table "
              + table
              + " is "
              + found.getColumnTypeName(index)
              + (tooShort ? " with room for " + length : "")
              + ", but has to hold "
              + column.kind()
              + (column.length() > 0 ? ", " + column.length() + " long" : "")
              + "; make it as in the file "
              + dialect.ddlFile()
              + " of the flagcache-jdbc jar");
    }
  }

  /** Changes nothing, but fails where the real statements would. */
  private void checkRights(JdbcSession session) throws SQLException {
    String lease = tables.lease();
    String entry = tables.entry();
    checkRight(session, lease, "update " + lease + " set epoch = epoch where 1 = 0");
    checkRight(session, lease, insertNothing(lease, leaseColumns));
    checkRight(session, entry, "update " + entry + " set epoch = epoch where 1 = 0");
    checkRight(session, entry, insertNothing(entry, entryColumns));
    checkRight(session, entry, "delete from " + entry + " where 1 = 0");
  }

  /** A dialect that was chosen may be wrong, and a server may be too old. */
  private void checkSyntax(JdbcSession session, JdbcSql statements) throws SQLException {
    try {
      session.query(row -> row, statements.stamp, "");
      if (mayWrite) {
        session.query(row -> row, statements.lock, "");
      }
    } catch (SQLException e) {
      if (!Failures.isBroken(e)) {
        throw unusable(
            "The database does not take the statements of the dialect " + statements.dialect,
            e,
            "use PostgreSQL 10, MariaDB 10.6, MySQL 8.0.1, H2 2.2.220 or a later version, with the"
                + " dialect of that name");
      }
      throw e;
    }
  }

  private void checkRight(JdbcSession session, String table, String statement) throws SQLException {
    try {
      session.execute(statement);
    } catch (SQLException e) {
      throw refusedOr(e, table);
    }
  }

  private static String selectNothing(String table, List<Column> columns) {
    return "select " + names(columns) + " from " + table + " where 1 = 0";
  }

  private static String insertNothing(String table, List<Column> columns) {
    return "insert into " + table + " (" + names(columns) + ") " + selectNothing(table, columns);
  }

  private static String names(List<Column> columns) {
    return String.join(", ", columns.stream().map(Column::name).toList());
  }

  private SQLException refusedOr(SQLException e, String table) {
    if (Failures.isWrongSetup(e)) {
      throw unusable(
          "The database refuses the use of the table " + table,
          e,
          "let an administrator grant what is needed: "
              + rights.of(mayWrite ? Access.WRITE : Access.READ).replace('\n', ' '));
    }
    return e;
  }

  /** What an administrator has to grant; exact once the database was reached. */
  JdbcRights rights() {
    return rights;
  }

  private static IllegalStateException unusable(
      String what, @Nullable SQLException reason, String fix) {
    return new IllegalStateException(
        what + (reason == null ? "" : " (" + reason.getMessage() + ")") + "; " + fix, reason);
  }

  @Override
  public String toString() {
    return description;
  }
}
