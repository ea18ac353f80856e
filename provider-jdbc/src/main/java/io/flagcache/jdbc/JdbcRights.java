package io.flagcache.jdbc;

import io.flagcache.core.store.Access;
import io.flagcache.core.text.PlainText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements that give a user the rights for what it does.
 *
 * @param dialect empty as long as it is not known
 * @param qualifier what stands before the names of the tables, as it is written in SQL; null for
 *     nothing
 * @param account the user, as it is written in SQL
 */
record JdbcRights(
    Optional<JdbcDialect> dialect, JdbcTables tables, @Nullable String qualifier, String account) {

  /** The rights of whoever will connect. */
  static JdbcRights ofUnknown(Optional<JdbcDialect> dialect, JdbcTables tables) {
    return new JdbcRights(dialect, tables, tables.schema(), "<user>");
  }

  /** The rights of whoever is connected, on the tables that the connection means. */
  static JdbcRights of(JdbcSession session, JdbcDialect dialect, JdbcTables tables)
      throws SQLException {
    JdbcCustomization database = dialect.customization();
    return session
        .query(
            row -> {
              String place = row.getString("place");
              String found = place == null ? null : database.quoted(PlainText.of(place)); // S26
              return new JdbcRights(
                  Optional.of(dialect),
                  tables,
                  tables.schema() == null ? found : tables.schema(),
                  database.account(PlainText.of(row.getString("account"))));
            },
            database.whoAndWhere())
        .orElseThrow();
  }

  /** One statement in each line. */
  String of(Access access) {
    List<String> statements = new ArrayList<>();
    boolean grantsSchemas =
        dialect
            .map(JdbcDialect::customization)
            .filter(JdbcCustomization::grantsSchemas)
            .isPresent();
    if (grantsSchemas && qualifier != null) {
      statements.add(grant("USAGE", "SCHEMA " + qualifier));
    }
    if (access == Access.WRITE) {
      statements.add(grant("SELECT, INSERT, UPDATE", qualified(tables.leaseTable())));
      statements.add(grant("SELECT, INSERT, UPDATE, DELETE", qualified(tables.entryTable())));
    } else {
      statements.add(grant("SELECT", qualified(tables.entryTable())));
    }
    return String.join("\n", statements);
  }

  private String qualified(String table) {
    return qualifier == null ? table : qualifier + "." + table;
  }

  private String grant(String rights, String object) {
    return "GRANT " + rights + " ON " + object + " TO " + account + ";";
  }
}
