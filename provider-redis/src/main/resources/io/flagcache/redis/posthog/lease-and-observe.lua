-- what lease answers, then what observe answers
local held = lease({KEYS[1]}, {ARGV[1], ARGV[2]})
local extended = held[1] > 0 and ARGV[5] or '0'
return {held[1], held[2], unpack(observe({KEYS[2]}, {ARGV[3], ARGV[4], extended, ARGV[6]}))}
