-- {left or below 0}, then what observe answers
local entry = KEYS[1]
return {redis.call('pttl', entry), unpack(observe({entry}, {ARGV[1], ARGV[2], '0', ARGV[3]}))}
