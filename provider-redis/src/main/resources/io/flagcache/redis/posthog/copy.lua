-- {left or below 0, look}
local entry = KEYS[1]
return {redis.call('pttl', entry), look({entry}, {ARGV[1], ARGV[2], '0'})}
