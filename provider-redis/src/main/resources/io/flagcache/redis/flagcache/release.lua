local lease, epochs = KEYS[1], KEYS[2]
local lock, owner, epoch = ARGV[1], ARGV[2], ARGV[3]

if redis.call('type', epochs).ok ~= 'hash' then return {0} end
local known = redis.call('hmget', epochs, 'owner', 'epoch')
if known[1] ~= owner or known[2] ~= epoch then return {0} end
redis.call('hdel', epochs, 'owner')
if redis.call('type', lease).ok == 'hash' and redis.call('hexists', lease, lock) == 1 then
  redis.call('del', lease)
end
return {1}
