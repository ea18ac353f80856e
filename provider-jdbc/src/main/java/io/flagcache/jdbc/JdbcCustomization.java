package io.flagcache.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What differs between databases. The defaults are standard SQL. */
interface JdbcCustomization {

  /** An expression for the database's own clock, in milliseconds since 1970. */
  String nowMillis();

  /**
   * The first statement of a transaction. It makes the server end the transaction, and free its
   * locks, if its client falls silent for so long.
   */
  default Optional<String> begin(int silenceSeconds) {
    return Optional.empty();
  }

  /** Whether {@link #begin} makes the transaction READ COMMITTED, too, and leaves the session. */
  default boolean beginsReadCommitted() {
    return false;
  }

  /** A statement that takes the limit back, if it does not end with the transaction. */
  default Optional<String> endSilenceLimit() {
    return Optional.empty();
  }

  /**
   * A statement that renews a lease, if it is still held by {@code :owner} under {@code :epoch},
   * and lets the life of the entry begin anew; empty if the database has none. It changes no row if
   * the lease is not held so. Its parameters have names, its parts are those of {@link JdbcSql}.
   */
  default Optional<String> renewal() {
    return Optional.empty();
  }

  /** An expression for the first bytes of a column, or for all if they are read as needed. */
  default String startOf(String column, int bytes) {
    return "substring(" + column + ", 1, " + bytes + ")";
  }

  /** What a column of bytes holds in this row, or the start of it. */
  default byte @Nullable [] bytesIn(ResultSet row, String column, int most) throws SQLException {
    return row.getBytes(column);
  }

  /** Asks for this connection's {@code account} and for the schema, {@code place}, it works in. */
  default String whoAndWhere() {
    return "select current_user as account, current_schema as place";
  }

  /** A name as the database knows it, written in SQL. */
  default String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A user as the database names it, written in SQL. */
  default String account(String user) {
    return quoted(user);
  }

  /** Asks for the longest statement, {@code packet}, that the server takes; empty if any. */
  default Optional<String> longestStatement() {
    return Optional.empty();
  }

  /** What to do about a table whose service keys are not compared byte by byte. */
  String collationFix(String table);

  /** Whether a right on a table is of use only together with one on its schema. */
  default boolean grantsSchemas() {
    return false;
  }
}
