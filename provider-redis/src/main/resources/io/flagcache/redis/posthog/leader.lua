-- {left or -1, owner}; {-2, ''}: nobody
local lock = KEYS[1]
if redis.call('type', lock).ok ~= 'string' or redis.call('strlen', lock) > 1024 then
  return {-2, ''}
end
return {redis.call('pttl', lock), redis.call('get', lock)}
