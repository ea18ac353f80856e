-- {} or {epoch, sequence, hash}
local entry = KEYS[1]
local kind = redis.call('type', entry).ok
if kind == 'none' then return {} end
if kind ~= 'hash' then return {'0', '0', ''} end
local found = redis.call('hmget', entry, 'epoch', 'sequence', 'hash')
return {found[1] or '0', found[2] or '0', found[3] or ''}
