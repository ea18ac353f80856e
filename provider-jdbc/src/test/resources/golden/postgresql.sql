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
INSERT INTO flagcache_lease
  (service_key, owner, epoch, expires_at, lease_millis)
VALUES
  ('golden', '4711-golden', 7, {now+90000}, 90000);
INSERT INTO flagcache_entry
  (service_key, epoch, sequence, hash, published_at, touched_at, expires_at, payload)
VALUES
  ('golden', 7, 3, 'ccbb299897f0a6899aa1d76575c9338d15fdf0c96348f14c02712008f899f7ad', {now}, {now}, {now+86400000}, '\x464c474301010028000000000000000c0000000000000000000000000000000000000000000000007b22666c616773223a5b5d7d');
