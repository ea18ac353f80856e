-- {0, now}: held by another; {1, now}: renewed; {2, now}: taken
local lock = KEYS[1]
local owner, leaseMillis = ARGV[1], ARGV[2]

local time = now({}, {})[1]
local kind = redis.call('type', lock).ok
if kind ~= 'string' and kind ~= 'none' then redis.call('del', lock) end
local holder = redis.call('get', lock)
if not holder then
  redis.call('set', lock, owner, 'PX', leaseMillis)
  return {2, time}
end
if holder == owner then
  redis.call('pexpire', lock, leaseMillis)
  return {1, time}
end
-- A lock without an end, left by whatever means, would keep the fleet without a leader for ever.
if redis.call('pttl', lock) == -1 then redis.call('pexpire', lock, leaseMillis) end
return {0, time}
