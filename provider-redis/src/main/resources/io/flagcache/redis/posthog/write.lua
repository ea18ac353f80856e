-- {expiry}, or {} if there is another copy and it is to stay
local entry = KEYS[1]
local payload, ttlMillis, replace = ARGV[1], ARGV[2], ARGV[3]

local kind = redis.call('type', entry).ok
if replace == '0' and kind ~= 'none' then
  if kind ~= 'string' or redis.call('get', entry) ~= payload then return {} end
end
local before = redis.call('pttl', entry)
redis.call('set', entry, payload, 'PX', ttlMillis)
local left = redis.call('pttl', entry)
-- A copy of the same length and expiry passes for the one before it, so none gets the same.
if before >= left and before < left + 1000 then
  left = before + 1
  redis.call('pexpire', entry, left)
end
local time = redis.call('time')
return {time[1] * 1000 + math.floor(time[2] / 1000) + left}
