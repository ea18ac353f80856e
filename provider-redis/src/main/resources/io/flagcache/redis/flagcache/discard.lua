local entry = KEYS[1]
local epoch, sequence, hash = ARGV[1], ARGV[2], ARGV[3]

local found = stamp({entry}, {})
if found[1] ~= epoch or found[2] ~= sequence or found[3] ~= hash then return {0} end
return {redis.call('del', entry)}
