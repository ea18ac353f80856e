-- {0, epoch, stamp}: held by another; {1, epoch, stamp}: held; {2, epoch, stamp}: free
local lease, epochs, entry = KEYS[1], KEYS[2], KEYS[3]
local lock, owner = ARGV[1], ARGV[2]
local leaseMillis, ttlMillis, floor = ARGV[3], ARGV[4], ARGV[5]

-- EpochRule: what no fleet reaches counts as absent. Below it, Lua's doubles are exact.
local function plausible(text)
  local number = tonumber(text or '')
  local isEpoch = number and number > 0 and number < 4503599627370496
    and string.format('%.0f', number) == text
  return isEpoch and number or 0
end

local function isForeign(key)
  local kind = redis.call('type', key).ok
  return kind ~= 'hash' and kind ~= 'none'
end

local function stamp()
  if redis.call('exists', entry) == 0 then
    return nil, nil, nil
  end
  if isForeign(entry) then
    return '0', '0', ''
  end
  local found = redis.call('hmget', entry, 'epoch', 'sequence', 'hash')
  return found[1] or '0', found[2] or '0', found[3] or ''
end

if isForeign(lease) then redis.call('del', lease) end
if isForeign(epochs) then redis.call('del', epochs) end

local known = redis.call('hmget', epochs, 'owner', 'epoch')
local epoch = plausible(known[2])
floor = plausible(floor)

if redis.call('hexists', lease, lock) == 0 then
  local entryEpoch, sequence, hash = stamp()
  if redis.call('exists', lease) == 0 then
    return {2, epoch, entryEpoch, sequence, hash}
  end
  -- A lock without an end, left by whatever means, would keep the fleet without a leader for ever.
  if redis.call('pttl', lease) == -1 then redis.call('pexpire', lease, leaseMillis) end
  return {0, epoch, entryEpoch, sequence, hash}
end

redis.call('pexpire', lease, leaseMillis)
redis.call('pexpire', entry, ttlMillis)
-- With what is left of it, this tells when the entry was last touched.
if redis.call('type', entry).ok == 'hash' and redis.call('hget', entry, 'ttl') ~= ttlMillis then
  redis.call('hset', entry, 'ttl', ttlMillis)
end
local entryEpoch, sequence, hash = stamp()
-- An own epoch below the floor comes from an old copy of the data.
if known[1] ~= owner or epoch == 0 or epoch < floor then
  epoch = math.max(epoch, floor, plausible(entryEpoch)) + 1
  redis.call('hset', epochs, 'owner', owner, 'epoch', string.format('%.0f', epoch))
end
redis.call('pexpire', epochs, ttlMillis)
return {1, epoch, entryEpoch, sequence, hash}
