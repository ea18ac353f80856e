local lock, owner = KEYS[1], ARGV[1]
if redis.call('type', lock).ok == 'string' and redis.call('get', lock) == owner then
  return {redis.call('del', lock)}
end
return {0}
