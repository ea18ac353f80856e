package io.flagcache.jdbc;

import io.flagcache.core.store.Access;
import io.flagcache.core.text.PlainText;
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

  /** As MariaDB and MySQL call it. */
  private static final int TOO_LARGE_PACKET = 1153;

  private final JdbcTables tables;
  private final Optional<JdbcDialect> chosenDialect;
  private final boolean create;
  private final Access access;
  private final int maxDocumentBytes;

  private volatile Optional<JdbcSql> checked = Optional.empty();
  private volatile long longestStatement = Long.MAX_VALUE;
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
    Optional<JdbcSql> present = checked;
    if (present.isPresent()) {
      return present.get();
    }
    JdbcSql sql = check(session);
    checked = Optional.of(sql);
    return sql;
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
    if (access == Access.WRITE) {
      longestStatement = session.longestStatement(dialect.customization());
    }
    String product =
        PlainText.of(
            database.getDatabaseProductName() + " " + database.getDatabaseProductVersion());
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

  /**
   * Checks the size of a payload before it is sent: a server would end the connection over it.
   *
   * @throws SQLException if it fits into no statement
   */
  void requireFits(JdbcRows rows, byte[] payload) throws SQLException {
    if (payload.length > longestStatement) {
      longestStatement = rows.longestStatement(); // It may have been raised.
    }
    if (payload.length > longestStatement) {
      rows.giveUpConnection(); // It keeps the limit that it was opened with.
      throw new SQLException(
          "The flag definitions are "
              + payload.length
              + " bytes as they are stored, above the max_allowed_packet of "
              + longestStatement,
          "HY000",
          TOO_LARGE_PACKET);
    }
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
