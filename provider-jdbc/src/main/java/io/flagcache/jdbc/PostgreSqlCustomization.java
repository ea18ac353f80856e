package io.flagcache.jdbc;

import java.util.Optional;

/** PostgreSQL, and services that speak its protocol and SQL. */
final class PostgreSqlCustomization implements JdbcCustomization {

  @Override
  public String nowMillis() {
    return "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
  }

  @Override
  public Optional<String> beginSilenceLimit(int seconds) {
    return Optional.of("set local idle_in_transaction_session_timeout = " + seconds * 1000L);
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
