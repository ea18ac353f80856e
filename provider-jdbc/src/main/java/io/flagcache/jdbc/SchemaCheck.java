package io.flagcache.jdbc;

import io.flagcache.core.store.Access;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether tables, rights and dialect are what the store needs. Changes nothing. */
final class SchemaCheck {

  /**
   * Legal service keys that some collation takes for the same: by case, by ignoring punctuation, by
   * comparing numbers by their value.
   */
  private static final List<Pair> DIFFERENT_KEYS =
      List.of(
          new Pair("Checkout", "checkout"),
          new Pair("a-b", "ab"),
          new Pair("a.b", "a-b"),
          new Pair("a_b", "a:b"),
          new Pair("a_b", "aXb"),
          new Pair("a1", "a01"));

  private record Pair(String first, String second) {}

  private final JdbcSession session;
  private final JdbcSql sql;
  private final JdbcTables tables;
  private final JdbcRights rights;
  private final Access access;

  /**
   * Prepares the check.
   *
   * @param rights what is to be granted where something is refused
   * @param access a reader needs the entries only
   */
  SchemaCheck(
      JdbcSession session, JdbcSql sql, JdbcTables tables, JdbcRights rights, Access access) {
    this.session = session;
    this.sql = sql;
    this.tables = tables;
    this.rights = rights;
    this.access = access;
  }

  /**
   * Checks everything.
   *
   * @param maxDocumentBytes what the payload column has to hold
   * @throws IllegalStateException if something is not as it is needed
   */
  void run(int maxDocumentBytes) throws SQLException {
    List<JdbcColumn> entryColumns = JdbcColumn.ofEntry(maxDocumentBytes);
    if (access == Access.READ) {
      checkColumns(tables.entry(), entryColumns);
    } else {
      checkColumns(tables.lease(), JdbcColumn.OF_LEASE);
      checkColumns(tables.entry(), entryColumns);
      checkRights(entryColumns);
    }
    checkCollation(tables.entry());
    if (access == Access.WRITE) {
      checkCollation(tables.lease());
    }
    checkSyntax();
  }

  private void checkColumns(String table, List<JdbcColumn> columns) throws SQLException {
    try (PreparedStatement statement = session.prepare(selectNothing(table, columns));
        var rows = statement.executeQuery()) {
      ResultSetMetaData found = rows.getMetaData();
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).check(found, i + 1, table, sql.dialect);
      }
    } catch (SQLException e) {
      if (Failures.isMissingTable(e)) {
        throw missing(table, columns, e);
      }
      throw refusedOr(e, table);
    }
  }

  private IllegalStateException missing(String table, List<JdbcColumn> columns, SQLException reason)
      throws SQLException {
    String file = "the file " + sql.dialect.ddlFile() + " of the flagcache-jdbc jar";
    if (isThere(session, "1", table)) {
      for (JdbcColumn column : columns) {
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

  static boolean isThere(JdbcSession session, String expression, String table) throws SQLException {
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

  /** By statements that change no row, but fail where the real ones would. */
  private void checkRights(List<JdbcColumn> entryColumns) throws SQLException {
    try {
      // As the real ones: a server may take a change at one isolation and refuse it at another.
      session.transaction(
          sql.dialect.customization(),
          () -> {
            checkEachRight(entryColumns);
            return entryColumns;
          });
    } catch (SQLException e) {
      if (isRefusedStatement(e)) {
        throw notOfTheDialect(e);
      }
      throw e;
    }
  }

  private void checkEachRight(List<JdbcColumn> entryColumns) throws SQLException {
    String lease = tables.lease();
    String entry = tables.entry();
    checkRight(lease, "update " + lease + " set epoch = epoch where 1 = 0");
    checkRight(lease, insertNothing(lease, JdbcColumn.OF_LEASE));
    checkRight(entry, "update " + entry + " set epoch = epoch where 1 = 0");
    checkRight(entry, insertNothing(entry, entryColumns));
    checkRight(entry, "delete from " + entry + " where 1 = 0");
  }

  private void checkRight(String table, String statement) throws SQLException {
    try {
      session.execute(statement);
    } catch (SQLException e) {
      throw refusedOr(e, table);
    }
  }

  /** I1: what a column takes for the same is the same to its primary key, too. */
  private void checkCollation(String table) throws SQLException {
    if (!takesForTheSame(table, DIFFERENT_KEYS)) {
      return;
    }
    for (Pair pair : DIFFERENT_KEYS) {
      if (takesForTheSame(table, List.of(pair))) {
        throw unusable(
            "The column service_key of the table "
                + table
                + " takes '"
                + pair.first()
                + "' and '"
                + pair.second()
                + "' for the same, so that fleets of different service keys would share their lease"
                + " and their flags",
            null,
            sql.dialect.customization().collationFix(table));
      }
    }
  }

  private boolean takesForTheSame(String table, List<Pair> any) throws SQLException {
    String question = sql.anyEqualInColumn(table, any.stream().map(Pair::first).toList());
    Object[] parameters = any.stream().map(Pair::second).toArray();
    return session.query(row -> row, question, parameters).isPresent();
  }

  /** A dialect that was chosen may be wrong, and a server may be too old. */
  private void checkSyntax() throws SQLException {
    try {
      session.query(row -> row, sql.stamp, "");
      if (access == Access.WRITE) {
        session.query(row -> row, sql.snapshot, "");
        session.query(row -> row, sql.lock, "");
      }
    } catch (SQLException e) {
      if (Failures.isBroken(e) || (isKnown(e) && !isRefusedStatement(e))) {
        throw e;
      }
      throw notOfTheDialect(e);
    }
  }

  private IllegalStateException notOfTheDialect(SQLException e) {
    return unusable(
        "The database does not take the statements of the dialect " + sql.dialect,
        e,
        "use PostgreSQL 10, MariaDB 10.6, MySQL 8.0.1, H2 2.2.220 or a later version, with the"
            + " dialect of that name");
  }

  private static String selectNothing(String table, List<JdbcColumn> columns) {
    return "select " + JdbcColumn.names(columns) + " from " + table + " where 1 = 0";
  }

  private static String insertNothing(String table, List<JdbcColumn> columns) {
    return "insert into "
        + table
        + " ("
        + JdbcColumn.names(columns)
        + ") "
        + selectNothing(table, columns);
  }

  private static boolean isKnown(SQLException e) {
    return JdbcFailure.of(e).isPresent();
  }

  private static boolean isRefusedStatement(SQLException e) {
    return JdbcFailure.of(e).filter(JdbcFailure.REFUSED_STATEMENT::equals).isPresent();
  }

  private SQLException refusedOr(SQLException e, String table) {
    if (isRefusedStatement(e)) {
      throw unusable(
          "The database refuses the use of the table " + table,
          e,
          "let an administrator grant what is needed: " + rights.of(access).replace('\n', ' '));
    }
    return e;
  }

  static IllegalStateException unusable(String what, @Nullable SQLException reason, String fix) {
    return new IllegalStateException(
        what + (reason == null ? "" : " (" + reason.getMessage() + ")") + "; " + fix, reason);
  }
}
