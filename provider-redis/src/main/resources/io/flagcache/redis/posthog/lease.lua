-- {0, now}: held by another; {1, now}: renewed; {2, now}: taken
local lock = KEYS[1]
local owner, leaseMillis = ARGV[1], ARGV[2]

-- What PostHog's examples lead for; this layout does not say for how long others do.
local MINUTE = 60000
local longest = 10 * math.max(tonumber(leaseMillis), MINUTE)

local time = now({}, {})[1]
local kind = redis.call('type', lock).ok
-- No worker has such a name, nor a lease that reaches so far, as after the clock went back.
if kind ~= 'none'
  and (kind ~= 'string' or redis.call('strlen', lock) > 1024 or redis.call('pttl', lock) > longest)
then
  redis.call('del', lock)
end
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
