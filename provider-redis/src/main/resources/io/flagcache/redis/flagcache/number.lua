-- a field that is a whole number above 0 within a long, or nothing
return text({KEYS[1]}, {ARGV[1], 18, '^[1-9]%d*$'})
