-- The tables of flagcache on MySQL 8.0.1 and later.
-- Times are milliseconds since 1970 by the database's clock. The binary collation keeps
-- service keys apart that differ in case only.
CREATE TABLE IF NOT EXISTS flagcache_lease (
  service_key  VARCHAR(128) NOT NULL PRIMARY KEY,
  owner        VARCHAR(128),
  epoch        BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  lease_millis BIGINT
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS flagcache_entry (
  service_key  VARCHAR(128) NOT NULL PRIMARY KEY,
  epoch        BIGINT NOT NULL,
  sequence     BIGINT NOT NULL,
  hash         VARCHAR(64) NOT NULL,
  published_at BIGINT NOT NULL,
  touched_at   BIGINT,
  expires_at   BIGINT NOT NULL,
  payload      LONGBLOB NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
