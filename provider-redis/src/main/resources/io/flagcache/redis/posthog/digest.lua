-- tells a copy from others; one that is too long by its length and start, since a digest takes long
local entry, longest = KEYS[1], tonumber(ARGV[1])
local length = redis.call('strlen', entry)
if length > longest then
  return redis.sha1hex(length .. ':' .. redis.call('getrange', entry, 0, 63))
end
return redis.sha1hex(redis.call('get', entry))
