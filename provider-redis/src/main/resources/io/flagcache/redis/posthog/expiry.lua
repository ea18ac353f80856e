-- {milliseconds}: when the key ends by the server's clock; below 0: never, or it is absent
local key = KEYS[1]

-- Told by the servers that know PEXPIRETIME, from 7.0 on.
if redis.REDIS_VERSION_NUM then return {redis.call('pexpiretime', key)} end
-- On the others the clock goes on between two commands, which must not change what is told.
local left, before
repeat
  before = now({}, {})[1]
  left = redis.call('pttl', key)
until now({}, {})[1] == before
return {left < 0 and left or before + left}
