package io.flagcache.jdbc;

import java.sql.SQLException;

/** Creates the tables where they are missing. */
final class SchemaCreation {

  private static final int ATTEMPTS = 3;

  private SchemaCreation() {}

  /** Several workers may do this at once: it is right if the tables are there in the end. */
  static void createMissing(JdbcSession session, JdbcDialect dialect, JdbcTables tables)
      throws SQLException {
    if (!areMissing(session, tables)) {
      return;
    }
    SQLException failure = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      for (String statement : dialect.ddl(tables)) {
        try {
          session.execute(statement);
        } catch (SQLException e) {
          failure = e;
        }
      }
      if (failure == null || !areMissing(session, tables)) {
        return;
      }
    }
    if (failure != null && JdbcFailure.passes(failure)) {
      throw failure;
    }
    throw SchemaCheck.unusable(
        "The tables " + tables.lease() + " and " + tables.entry() + " cannot be created",
        failure,
        "let somebody who may do so run the file "
            + dialect.ddlFile()
            + " of the flagcache-jdbc jar");
  }

  private static boolean areMissing(JdbcSession session, JdbcTables tables) throws SQLException {
    return !SchemaCheck.isThere(session, "1", tables.lease())
        || !SchemaCheck.isThere(session, "1", tables.entry());
  }
}
