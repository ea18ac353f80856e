local entry = KEYS[1]
local ttlMillis, epoch, sequence, hash, payload = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local found = stamp({entry}, {})
if found[1] then
  -- Asked a second time, because the first answer was lost, it must say the same.
  local isThis = found[1] == epoch and found[2] == sequence and found[3] == hash
  return {isThis and redis.call('type', entry).ok == 'hash' and 1 or 0}
end
local now = redis.call('time')
local published = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000))
redis.call('hset', entry, 'epoch', epoch, 'sequence', sequence, 'hash', hash,
  'published', published, 'ttl', ttlMillis, 'payload', payload)
redis.call('pexpire', entry, ttlMillis)
return {1}
