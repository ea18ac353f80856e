-- {}: absent; {expiry, length}: the known copy; {expiry, length, sha1}: any other
local entry = KEYS[1]
local knownExpiry, knownLength, ttlMillis = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local kind = redis.call('type', entry).ok
if kind == 'none' then return {} end
if kind ~= 'string' then return {0, 0, ''} end
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = redis.call('pttl', entry)
local length = redis.call('strlen', entry)
local expiry = left > 0 and now + left or 0
local isKnown = expiry > 0 and expiry == knownExpiry and length == knownLength
-- Not at each poll: a new expiry makes every follower look twice.
if ttlMillis > 0 and left <= ttlMillis * 3 / 4 then
  redis.call('pexpire', entry, ttlMillis)
  expiry = now + ttlMillis
end
if isKnown then return {expiry, length} end
return {expiry, length, redis.sha1hex(redis.call('get', entry))}
