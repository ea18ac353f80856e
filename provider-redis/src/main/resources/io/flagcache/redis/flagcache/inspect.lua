-- {now, left or -1, owner, epoch, length or -1, epoch, sequence, hash, published, ttl, left or -1},
-- then the holder of the lock; an owner '' is nobody, a length of -1 no entry
local lease, epochs, entry = KEYS[1], KEYS[2], KEYS[3]
local LONGEST_NAME = 1024

local function kind(key)
  return redis.call('type', key).ok
end

local time = redis.call('time')
local reply = {time[1] * 1000 + math.floor(time[2] / 1000)}

local function tell(...)
  for _, value in ipairs({...}) do table.insert(reply, value) end
end

local isHash = kind(epochs) == 'hash'
tell(redis.call('pttl', lease), isHash and text({epochs}, {'owner', LONGEST_NAME, ''}) or '',
  isHash and number({epochs}, {'epoch'}) or '')

local left = redis.call('pttl', entry)
if kind(entry) == 'none' then
  tell(-1, '', '', '', '', '', left)
elseif kind(entry) ~= 'hash' then
  tell(0, '0', '0', '', '', '', left)
else
  tell(redis.call('hstrlen', entry, 'payload'))
  tell(unpack(stamp({entry}, {})))
  tell(number({entry}, {'published'}) or '', number({entry}, {'ttl'}) or '', left)
end

if kind(lease) == 'hash' and redis.call('hlen', lease) == 1 then
  local holder = redis.call('hkeys', lease)[1]
  if #holder <= LONGEST_NAME then tell(holder) end
end
return reply
