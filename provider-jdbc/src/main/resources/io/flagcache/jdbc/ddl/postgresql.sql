-- The tables of flagcache on PostgreSQL 10 and later.
-- Times are milliseconds since 1970 by the database's clock.
CREATE TABLE IF NOT EXISTS flagcache_lease (
  service_key  varchar(128) NOT NULL PRIMARY KEY,
  owner        varchar(128),
  epoch        bigint NOT NULL,
  expires_at   bigint NOT NULL,
  lease_millis bigint
);
CREATE TABLE IF NOT EXISTS flagcache_entry (
  service_key  varchar(128) NOT NULL PRIMARY KEY,
  epoch        bigint NOT NULL,
  sequence     bigint NOT NULL,
  hash         varchar(64) NOT NULL,
  published_at bigint NOT NULL,
  touched_at   bigint,
  expires_at   bigint NOT NULL,
  payload      bytea NOT NULL
);
