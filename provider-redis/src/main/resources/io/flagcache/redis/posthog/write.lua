-- {expiry}, or {} if there is another copy and it is to stay
local entry = KEYS[1]
local payload, ttlMillis, replace = ARGV[1], ARGV[2], ARGV[3]

local kind = redis.call('type', entry).ok
if replace == '0' and kind ~= 'none' then
  if kind ~= 'string' or redis.call('get', entry) ~= payload then return {} end
end
local before = expiry({entry}, {})[1]
local ends = now({}, {})[1] + ttlMillis
-- A copy of the same length and expiry passes for the one before it, so none gets the same, nor
-- that of an earlier one, which a leader may have extended.
if before >= ends and before < lasting({}, {ttlMillis})[1] + 1000 then ends = before + 1 end
-- Not by a time to live: the server would add it to a later moment than the one that is told.
redis.call('set', entry, payload)
redis.call('pexpireat', entry, ends)
return {ends}
