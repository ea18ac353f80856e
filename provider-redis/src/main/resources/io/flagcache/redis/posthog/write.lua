-- {expiry}, or {} if there is a copy and it is to stay
local entry = KEYS[1]
local payload, ttlMillis, replace = ARGV[1], ARGV[2], ARGV[3]

if replace == '0' and redis.call('exists', entry) == 1 then return {} end
redis.call('set', entry, payload, 'PX', ttlMillis)
local time = redis.call('time')
return {time[1] * 1000 + math.floor(time[2] / 1000) + redis.call('pttl', entry)}
