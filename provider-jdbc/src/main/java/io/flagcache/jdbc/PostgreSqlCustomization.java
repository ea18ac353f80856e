package io.flagcache.jdbc;

import java.util.Optional;

/** PostgreSQL, and services that speak its protocol and SQL. */
final class PostgreSqlCustomization implements JdbcCustomization {

  @Override
  public String nowMillis() {
    return "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
  }

  /** Behind a pool in transaction mode, what is set for a session is set for that of others. */
  @Override
  public Optional<String> begin(int silenceSeconds) {
    return Optional.of(
        "set transaction isolation level read committed;"
            + " set local idle_in_transaction_session_timeout = "
            + silenceSeconds * 1000L);
  }

  @Override
  public boolean beginsReadCommitted() {
    return true;
  }

  @Override
  public String collationFix(String table) {
    return "run: ALTER TABLE "
        + table
        + " ALTER COLUMN service_key TYPE varchar(128) COLLATE \"C\"";
  }

  @Override
  public boolean grantsSchemas() {
    return true;
  }
}
