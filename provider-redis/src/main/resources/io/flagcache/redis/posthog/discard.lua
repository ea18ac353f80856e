local entry, sha1 = KEYS[1], ARGV[1]
local kind = redis.call('type', entry).ok
local found = ''
if kind == 'string' then found = redis.sha1hex(redis.call('get', entry)) end
if kind == 'none' or found ~= sha1 then return {0} end
return {redis.call('del', entry)}
