local entry, sha1, longest = KEYS[1], ARGV[1], ARGV[2]
local kind = redis.call('type', entry).ok
local found = ''
if kind == 'string' then found = digest({entry}, {longest}) end
if kind == 'none' or found ~= sha1 then return {0} end
return {redis.call('del', entry)}
