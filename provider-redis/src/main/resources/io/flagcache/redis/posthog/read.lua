-- {}: absent; {expiry, length}: the known copy; {expiry, length, sha1}: the known content;
-- {expiry, length, sha1, payload}: another, or only the start of it if it is longer than wanted
local entry = KEYS[1]
local knownExpiry, knownLength, knownSha1 = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local longest, start = ARGV[4], tonumber(ARGV[5])

local kind = redis.call('type', entry).ok
if kind == 'none' then return {} end
if kind ~= 'string' then return {0, 0, '', ''} end
local ends = math.max(0, expiry({entry}, {})[1])
local length = redis.call('strlen', entry)
if ends > 0 and ends == knownExpiry and length == knownLength then return {ends, length} end
local sha1 = digest({entry}, {longest})
if sha1 == knownSha1 then return {ends, length, sha1} end
if length > tonumber(longest) then
  return {ends, length, sha1, redis.call('getrange', entry, 0, start - 1)}
end
return {ends, length, sha1, redis.call('get', entry)}
