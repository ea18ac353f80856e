return {leader({KEYS[1]}, {}), copy({KEYS[2]}, {ARGV[1], ARGV[2]})}
