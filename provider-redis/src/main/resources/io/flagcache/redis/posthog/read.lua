-- {}: absent; {expiry, length}: the known copy; {expiry, length, sha1}: the known content;
-- {expiry, length, sha1, payload}: another
local entry = KEYS[1]
local knownExpiry, knownLength, knownSha1 = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]

local kind = redis.call('type', entry).ok
if kind == 'none' then return {} end
if kind ~= 'string' then return {0, 0, '', ''} end
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = redis.call('pttl', entry)
local length = redis.call('strlen', entry)
local expiry = left > 0 and now + left or 0
if expiry > 0 and expiry == knownExpiry and length == knownLength then return {expiry, length} end
local payload = redis.call('get', entry)
local sha1 = redis.sha1hex(payload)
if sha1 == knownSha1 then return {expiry, length, sha1} end
return {expiry, length, sha1, payload}
