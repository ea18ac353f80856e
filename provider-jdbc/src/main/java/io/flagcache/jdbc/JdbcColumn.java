package io.flagcache.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Set;

/**
 * A column that is needed.
 *
 * @param kind what it holds, for messages
 * @param types the types that hold it
 * @param length the characters or bytes that it has to hold; 0 if that does not matter
 */
record JdbcColumn(String name, String kind, Set<Integer> types, int length) {

  private static final Set<Integer> NUMBERS = Set.of(Types.BIGINT, Types.NUMERIC, Types.DECIMAL);

  /**
   * Without CHAR, which some databases fill up with blanks that the names of leaders do not have.
   */
  private static final Set<Integer> TEXTS =
      Set.of(Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.LONGNVARCHAR);

  private static final Set<Integer> BYTES =
      Set.of(Types.BLOB, Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY);

  /** The columns of the table of leases. */
  static final List<JdbcColumn> OF_LEASE =
      List.of(
          text("service_key", 128),
          text("owner", 64),
          number("epoch"),
          number("expires_at"),
          number("lease_millis"));

  /** The columns of the table of entries. */
  static List<JdbcColumn> ofEntry(int maxDocumentBytes) {
    return List.of(
        text("service_key", 128),
        number("epoch"),
        number("sequence"),
        text("hash", 64),
        number("published_at"),
        number("touched_at"),
        number("expires_at"),
        new JdbcColumn("payload", "bytes", BYTES, maxDocumentBytes));
  }

  private static JdbcColumn number(String name) {
    return new JdbcColumn(name, "whole numbers of 64 bits", NUMBERS, 0);
  }

  private static JdbcColumn text(String name, int length) {
    return new JdbcColumn(name, "text of any length", TEXTS, length);
  }

  static String names(List<JdbcColumn> columns) {
    return String.join(", ", columns.stream().map(JdbcColumn::name).toList());
  }

  /**
   * Checks the column that was found.
   *
   * @throws IllegalStateException if it cannot hold what it has to
   */
  void check(ResultSetMetaData found, int index, String table, JdbcDialect dialect)
      throws SQLException {
    int room = found.getPrecision(index);
    boolean tooShort = room > 0 && room < length;
    if (tooShort || !types.contains(found.getColumnType(index))) {
      throw new IllegalStateException(
          "The column "
              + name
              + " of the table "
              + table
              + " is "
              + found.getColumnTypeName(index)
              + (tooShort ? " with room for " + room : "")
              + ", but has to hold "
              + kind
              + (length > 0 ? ", " + length + " long" : "")
              + "; make it as in the file "
              + dialect.ddlFile()
              + " of the flagcache-jdbc jar");
    }
  }
}
