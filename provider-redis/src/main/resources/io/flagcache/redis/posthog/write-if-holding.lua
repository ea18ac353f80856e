if holds({KEYS[1]}, {ARGV[1]})[1] == 0 then return {} end
return write({KEYS[2]}, {ARGV[2], ARGV[3], '1'})
