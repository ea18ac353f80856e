-- what leader answers, then what copy answers
local found = leader({KEYS[1]}, {})
return {found[1], found[2], unpack(copy({KEYS[2]}, {ARGV[1], ARGV[2], ARGV[3]}))}
