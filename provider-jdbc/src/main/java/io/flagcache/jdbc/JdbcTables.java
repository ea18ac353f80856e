package io.flagcache.jdbc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of the two tables, as they are written in SQL: without quotes, so that the database's
 * own rules of case apply.
 */
record JdbcTables(@Nullable String schema, String leaseTable, String entryTable) {

  static final String DEFAULT_LEASE = "flagcache_lease";
  static final String DEFAULT_ENTRY = "flagcache_entry";

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
  private static final Pattern DEFAULTS = Pattern.compile(DEFAULT_LEASE + "|" + DEFAULT_ENTRY);

  JdbcTables {
    if (schema != null) {
      check("schema", schema);
    }
    check("leaseTable", leaseTable);
    check("entryTable", entryTable);
    if (leaseTable.equalsIgnoreCase(entryTable)) {
      throw new IllegalArgumentException(
          "leaseTable and entryTable are both " + leaseTable + "; they must be two tables");
    }
  }

  String lease() {
    return qualified(leaseTable);
  }

  String entry() {
    return qualified(entryTable);
  }

  /** Puts these names into a statement that was written for the default ones. */
  String rename(String statement) {
    return DEFAULTS
        .matcher(statement)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(match.group().equals(DEFAULT_LEASE) ? lease() : entry()));
  }

  private String qualified(String table) {
    return schema == null ? table : schema + "." + table;
  }

  private static void check(String setting, String name) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          setting
              + " is '"
              + name
              + "'; use 1 to 63 letters, digits and underscores, of which the first is no digit");
    }
  }
}
