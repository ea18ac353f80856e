-- {} or {left or -1, owner}
local lock = KEYS[1]
if redis.call('type', lock).ok ~= 'string' then return {} end
return {redis.call('pttl', lock), redis.call('get', lock)}
