-- {0}: absent; {1}: the known one; {2, epoch, sequence, hash, age or -1, payload};
-- {3, epoch, sequence, hash, length, start of the payload}: longer than wanted
local entry = KEYS[1]
local epoch, sequence, hash = ARGV[1], ARGV[2], ARGV[3]
local longest, start = tonumber(ARGV[4]), tonumber(ARGV[5])

local found = stamp({entry}, {})
if not found[1] then return {0} end
if found[1] == epoch and found[2] == sequence and found[3] == hash then return {1} end
if redis.call('type', entry).ok ~= 'hash' then return {2, '0', '0', '', -1, ''} end
local length = redis.call('hstrlen', entry, 'payload')
if length > longest then
  local payload = redis.call('hget', entry, 'payload')
  return {3, found[1], found[2], found[3], length, string.sub(payload, 1, start)}
end
local age = -1
local published = number({entry}, {'published'})
if published then
  local now = redis.call('time')
  age = math.max(0, now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(published))
end
return {2, found[1], found[2], found[3], age, redis.call('hget', entry, 'payload') or ''}
