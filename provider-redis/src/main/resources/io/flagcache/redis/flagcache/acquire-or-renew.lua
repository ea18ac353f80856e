-- {0, epoch, stamp}: held by another; {1, epoch, stamp}: held; {2, epoch, stamp}: free
local lease, epochs, entry = KEYS[1], KEYS[2], KEYS[3]
local lock, owner = ARGV[1], ARGV[2]
local leaseMillis, ttlMillis, floor = ARGV[3], ARGV[4], ARGV[5]

-- What clocks that are set right by small steps may add to what is left of a lease.
local SLACK, LONGEST = 1000, 366 * 86400000

-- EpochRule: what no fleet reaches counts as absent. Below it, Lua's doubles are exact.
local function plausible(number)
  number = tonumber(number or '0')
  return number > 0 and number < 4503599627370496 and number or 0
end

-- A lock of Redisson's has one holder, CLIENT:NUMBER.
local function isLock(key)
  if redis.call('type', key).ok ~= 'hash' or redis.call('hlen', key) ~= 1 then return false end
  local holder = redis.call('hkeys', key)[1]
  return #holder <= 1024 and string.find(holder, ':%d+$')
end

local function length()
  local known = tonumber(number({epochs}, {'lease'}) or '0')
  return math.max(tonumber(leaseMillis), known <= LONGEST and known or 0)
end

if redis.call('exists', lease) == 1 and not isLock(lease) then redis.call('del', lease) end
local kind = redis.call('type', epochs).ok
if kind ~= 'hash' and kind ~= 'none' then redis.call('del', epochs) end

local epoch = plausible(number({epochs}, {'epoch'}))
floor = plausible(floor)

if redis.call('hexists', lease, lock) == 0 then
  local left = redis.call('pttl', lease)
  -- Since the server's clock went back, or by whatever means: nobody renews it, maybe for ever.
  if left > length() + SLACK then redis.call('del', lease) end
  if left == -1 then redis.call('pexpire', lease, leaseMillis) end
  return {redis.call('exists', lease) == 0 and 2 or 0, epoch, unpack(stamp({entry}, {}))}
end

redis.call('pexpire', lease, leaseMillis)
redis.call('pexpire', entry, ttlMillis)
-- With what is left of it, this tells when the entry was last touched.
if redis.call('type', entry).ok == 'hash' and number({entry}, {'ttl'}) ~= ttlMillis then
  redis.call('hset', entry, 'ttl', ttlMillis)
end
local found = stamp({entry}, {})
-- An own epoch below the floor comes from an old copy of the data.
if redis.call('hget', epochs, 'owner') ~= owner or epoch == 0 or epoch < floor then
  epoch = math.max(epoch, floor, plausible(found[1])) + 1
  redis.call('hset', epochs, 'owner', owner, 'epoch', string.format('%.0f', epoch))
end
-- How far ahead this lease may reach, for those who do not know it.
if redis.call('hget', epochs, 'lease') ~= leaseMillis then
  redis.call('hset', epochs, 'lease', leaseMillis)
end
redis.call('pexpire', epochs, ttlMillis)
return {1, epoch, unpack(found)}
