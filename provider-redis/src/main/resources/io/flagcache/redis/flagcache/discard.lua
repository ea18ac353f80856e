local entry = KEYS[1]
local epoch, sequence, hash = ARGV[1], ARGV[2], ARGV[3]

local found = {}
if redis.call('type', entry).ok == 'hash' then
  found = redis.call('hmget', entry, 'epoch', 'sequence', 'hash')
end
if (found[1] or '0') ~= epoch or (found[2] or '0') ~= sequence or (found[3] or '') ~= hash then
  return {0}
end
return {redis.call('del', entry)}
