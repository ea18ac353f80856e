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

  /** Whoever has the row locked is not waited for. */
  @Override
  public Optional<String> renewal() {
    return Optional.of(
        """
        with held as (select service_key from {lease} where service_key = :key\
         and owner = :owner and coalesce(epoch, 0) = :epoch and {held:} for update skip locked),\
         extended as (update {entry} set touched_at = {now}, expires_at = {now} + :ttl\
         where service_key = :key and expires_at > {now} and exists (select 1 from held))\
         update {lease} set expires_at = {now} + :lease, lease_millis = :lease\
         where service_key in (select service_key from held)""");
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
