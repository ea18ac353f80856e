local lease, epochs = KEYS[1], KEYS[2]
local owner, epoch, holder = ARGV[1], ARGV[2], ARGV[3]

if redis.call('type', epochs).ok ~= 'hash' then return {0} end
local known = redis.call('hmget', epochs, 'owner', 'epoch')
if known[1] ~= owner or known[2] ~= epoch then return {0} end
redis.call('hdel', epochs, 'owner')
if redis.call('type', lease).ok == 'hash' then
  -- Whoever has just taken the lock, and has no epoch yet, keeps it.
  for _, lock in ipairs(redis.call('hkeys', lease)) do
    if string.sub(lock, -#holder) == holder then redis.call('del', lease) end
  end
end
return {1}
