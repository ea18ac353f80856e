-- {expiry}, or {} if there is another copy and it is to stay
local entry = KEYS[1]
local payload, ttlMillis, replace = ARGV[1], ARGV[2], ARGV[3]

local kind = redis.call('type', entry).ok
if replace == '0' and kind ~= 'none' then
  if kind ~= 'string' or redis.call('get', entry) ~= payload then return {} end
end
redis.call('set', entry, payload, 'PX', ttlMillis)
local time = redis.call('time')
return {time[1] * 1000 + math.floor(time[2] / 1000) + redis.call('pttl', entry)}
