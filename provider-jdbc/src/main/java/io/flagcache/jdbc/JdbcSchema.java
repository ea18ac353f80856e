package io.flagcache.jdbc;

import io.flagcache.core.store.Access;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two tables. They are checked, and created first if that is wanted, when the database is first
 * reached, and again when one has gone missing.
 */
final class JdbcSchema {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcFlagCache.class);

  private final JdbcTables tables;
  private final Optional<JdbcDialect> chosenDialect;
  private final boolean create;
  private final Access access;
  private final int maxDocumentBytes;

  private Optional<JdbcSql> checked = Optional.empty();
  private volatile String description = "a database not reached yet";
  private volatile JdbcRights rights;

  /**
   * Describes what is needed; does nothing yet.
   *
   * @param chosenDialect empty if it is to be recognised
   * @param create whether missing tables are created
   * @param access a reader needs the entries only
   * @param maxDocumentBytes what the payload column has to hold
   */
  JdbcSchema(
      JdbcTables tables,
      Optional<JdbcDialect> chosenDialect,
      boolean create,
      Access access,
      int maxDocumentBytes) {
    this.tables = tables;
    this.chosenDialect = chosenDialect;
    this.create = create;
    this.access = access;
    this.maxDocumentBytes = maxDocumentBytes;
    this.rights = JdbcRights.ofUnknown(chosenDialect, tables);
  }

  /**
   * The statements for these tables, once the tables are known to be right.
   *
   * @throws IllegalStateException if the database or the tables cannot be used as they are
   */
  JdbcSql ready(JdbcSession session) throws SQLException {
    if (checked.isEmpty()) {
      checked = Optional.of(check(session));
    }
    return checked.get();
  }

  private JdbcSql check(JdbcSession session) throws SQLException {
    DatabaseMetaData database = session.connection().getMetaData();
    JdbcDialect dialect =
        chosenDialect.isPresent() ? chosenDialect.get() : JdbcDialect.of(database);
    JdbcSql sql = new JdbcSql(dialect, tables);
    if (create) {
      SchemaCreation.createMissing(session, dialect, tables);
    }
    rights = JdbcRights.of(session, dialect, tables);
    new SchemaCheck(session, sql, tables, rights, access).run(maxDocumentBytes);
    String product = database.getDatabaseProductName() + " " + database.getDatabaseProductVersion();
    description = product + " (" + tables.lease() + ", " + tables.entry() + ")";
    LOG.info(
        "The flag definition cache is on {}, {} dialect {}, tables {} and {}",
        product,
        chosenDialect.isPresent() ? "chosen" : "recognised",
        dialect,
        tables.lease(),
        tables.entry());
    return sql;
  }

  /** A table has gone missing since it was checked. */
  void forget() {
    checked = Optional.empty();
  }

  /** What an administrator has to grant; exact once the database was reached. */
  JdbcRights rights() {
    return rights;
  }

  @Override
  public String toString() {
    return description;
  }
}
