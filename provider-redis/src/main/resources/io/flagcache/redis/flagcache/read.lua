-- {0}: absent; {1}: the known one; {2, epoch, sequence, hash, age or -1, payload}
local entry = KEYS[1]
local epoch, sequence, hash = ARGV[1], ARGV[2], ARGV[3]

local kind = redis.call('type', entry).ok
if kind == 'none' then return {0} end
if kind ~= 'hash' then
  return epoch == '0' and sequence == '0' and hash == '' and {1} or {2, '0', '0', '', -1, ''}
end
local found = redis.call('hmget', entry, 'epoch', 'sequence', 'hash', 'published')
local foundEpoch, foundSequence, foundHash = found[1] or '0', found[2] or '0', found[3] or ''
if foundEpoch == epoch and foundSequence == sequence and foundHash == hash then return {1} end
local age = -1
if tonumber(found[4] or '') then
  local now = redis.call('time')
  age = math.max(0, now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(found[4]))
end
return {2, foundEpoch, foundSequence, foundHash, age, redis.call('hget', entry, 'payload') or ''}
