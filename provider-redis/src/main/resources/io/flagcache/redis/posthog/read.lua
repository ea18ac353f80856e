-- {}: absent; {expiry, length}: the known copy; {expiry, length, sha1}: the known content;
-- {expiry, length, sha1, payload}: another
local entry = KEYS[1]
local knownExpiry, knownLength, knownSha1 = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]

local kind = redis.call('type', entry).ok
if kind == 'none' then return {} end
if kind ~= 'string' then return {0, 0, '', ''} end
local ends = math.max(0, expiry({entry}, {})[1])
local length = redis.call('strlen', entry)
if ends > 0 and ends == knownExpiry and length == knownLength then return {ends, length} end
local payload = redis.call('get', entry)
local sha1 = redis.sha1hex(payload)
if sha1 == knownSha1 then return {ends, length, sha1} end
return {ends, length, sha1, payload}
