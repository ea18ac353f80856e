-- The tables of flagcache on H2 2.x. Times are milliseconds since 1970 by the database's clock.
CREATE TABLE IF NOT EXISTS flagcache_lease (
  service_key  VARCHAR(128) NOT NULL PRIMARY KEY,
  owner        VARCHAR(128),
  epoch        BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  lease_millis BIGINT
);
CREATE TABLE IF NOT EXISTS flagcache_entry (
  service_key  VARCHAR(128) NOT NULL PRIMARY KEY,
  epoch        BIGINT NOT NULL,
  sequence     BIGINT NOT NULL,
  hash         VARCHAR(64) NOT NULL,
  published_at BIGINT NOT NULL,
  touched_at   BIGINT,
  expires_at   BIGINT NOT NULL,
  payload      BLOB NOT NULL
);
