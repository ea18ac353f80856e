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
INSERT INTO flagcache_lease
  (service_key, owner, epoch, expires_at, lease_millis)
VALUES
  ('golden', '4711-golden', 7, {now+90000}, 90000);
INSERT INTO flagcache_entry
  (service_key, epoch, sequence, hash, published_at, touched_at, expires_at, payload)
VALUES
  ('golden', 7, 3, 'ccbb299897f0a6899aa1d76575c9338d15fdf0c96348f14c02712008f899f7ad', {now}, {now}, {now+86400000}, X'464c474301010028000000000000000c0000000000000000000000000000000000000000000000007b22666c616773223a5b5d7d');
