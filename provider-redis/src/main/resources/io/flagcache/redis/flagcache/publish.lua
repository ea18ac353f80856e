local lease, epochs, entry = KEYS[1], KEYS[2], KEYS[3]
local lock, owner, ttlMillis = ARGV[1], ARGV[2], ARGV[3]
local epoch, sequence, hash, payload = ARGV[4], ARGV[5], ARGV[6], ARGV[7]

local function kind(key)
  return redis.call('type', key).ok
end

if kind(epochs) ~= 'hash' then return {0} end
local known = redis.call('hmget', epochs, 'owner', 'epoch')
if known[1] ~= owner or known[2] ~= epoch then return {0} end
local leaseKind = kind(lease)
if leaseKind == 'hash' and redis.call('hexists', lease, lock) == 0 then return {0} end

local entryKind = kind(entry)
if entryKind ~= 'hash' and entryKind ~= 'none' then redis.call('del', entry) end
local now = redis.call('time')
local published = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000))
-- Not deleted before: without memory for the new entry, this fails and the old one stays.
redis.call('hset', entry, 'epoch', epoch, 'sequence', sequence, 'hash', hash,
  'published', published, 'ttl', ttlMillis, 'payload', payload)
redis.call('pexpire', entry, ttlMillis)
return {1}
