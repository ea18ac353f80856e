-- {now, lease, entry}; lease: {} or {left or -1, owner, epoch, holders of the lock};
-- entry: {} or {epoch, sequence, hash, length, published, ttl, left or -1}
local lease, term, entry = KEYS[1], KEYS[2], KEYS[3]

local function kind(key)
  return redis.call('type', key).ok
end

local function leaseStatus()
  if kind(lease) ~= 'hash' or kind(term) ~= 'hash' then return {} end
  local known = redis.call('hmget', term, 'owner', 'epoch')
  if not known[1] then return {} end
  return {redis.call('pttl', lease), known[1], known[2] or '', redis.call('hkeys', lease)}
end

local function entryStatus()
  if kind(entry) == 'none' then return {} end
  local left = redis.call('pttl', entry)
  if kind(entry) ~= 'hash' then return {'0', '0', '', 0, '', '', left} end
  local found = redis.call('hmget', entry, 'epoch', 'sequence', 'hash', 'published', 'ttl')
  return {found[1] or '0', found[2] or '0', found[3] or '', redis.call('hstrlen', entry, 'payload'),
    found[4] or '', found[5] or '', left}
end

local time = redis.call('time')
return {time[1] * 1000 + math.floor(time[2] / 1000), leaseStatus(), entryStatus()}
