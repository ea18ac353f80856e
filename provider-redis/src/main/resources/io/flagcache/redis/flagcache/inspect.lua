-- {now, left or -1, owner, epoch, length or -1, epoch, sequence, hash, published, ttl, left or -1},
-- then the holders of the lock; an owner '' is nobody, a length of -1 no entry
local lease, epochs, entry = KEYS[1], KEYS[2], KEYS[3]

local function kind(key)
  return redis.call('type', key).ok
end

local time = redis.call('time')
local reply = {time[1] * 1000 + math.floor(time[2] / 1000)}

local function tell(...)
  for _, value in ipairs({...}) do table.insert(reply, value) end
end

local known = kind(epochs) == 'hash' and redis.call('hmget', epochs, 'owner', 'epoch') or {}
tell(redis.call('pttl', lease), known[1] or '', known[2] or '')

local left = redis.call('pttl', entry)
if kind(entry) == 'none' then
  tell(-1, '', '', '', '', '', left)
elseif kind(entry) ~= 'hash' then
  tell(0, '0', '0', '', '', '', left)
else
  local found = redis.call('hmget', entry, 'epoch', 'sequence', 'hash', 'published', 'ttl')
  tell(redis.call('hstrlen', entry, 'payload'), found[1] or '0', found[2] or '0', found[3] or '',
    found[4] or '', found[5] or '', left)
end

if kind(lease) == 'hash' then
  for _, holder in ipairs(redis.call('hkeys', lease)) do tell(holder) end
end
return reply
