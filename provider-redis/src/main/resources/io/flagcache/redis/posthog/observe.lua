-- {}: absent; {expiry, length}: the known copy; {expiry, length, sha1}: any other
local entry = KEYS[1]
local knownExpiry, knownLength, ttlMillis = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local longest = ARGV[4]

-- What PostHog's examples give a copy.
local DAY = 86400000

local kind = redis.call('type', entry).ok
if kind == 'none' then return {} end
if kind ~= 'string' then return {0, 0, ''} end
local ends = math.max(0, expiry({entry}, {})[1])
local length = redis.call('strlen', entry)
local isKnown = ends > 0 and ends == knownExpiry and length == knownLength
local sha1 = not isKnown and digest({entry}, {longest})
if ttlMillis > 0 then
  local time = now({}, {})[1]
  -- Not at each poll: a new expiry makes every follower look twice. Nor does anybody write one that
  -- lies as far ahead as after the server's clock went back.
  if ends < time + ttlMillis or ends > time + 2 * math.max(ttlMillis, DAY) then
    ends = lasting({}, {ttlMillis})[1]
    redis.call('pexpireat', entry, ends)
  end
end
if isKnown then return {ends, length} end
return {ends, length, sha1}
