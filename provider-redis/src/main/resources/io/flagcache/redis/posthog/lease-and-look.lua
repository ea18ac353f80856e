local held = lease({KEYS[1]}, {ARGV[1], ARGV[2]})
local extended = held[1] > 0 and ARGV[5] or '0'
return {held, look({KEYS[2]}, {ARGV[3], ARGV[4], extended})}
