-- {milliseconds}: when a copy ends that a leader extends now. An eighth beyond its time to live, so
-- that it lives for that long after each poll and few polls give it a new expiry.
return {now({}, {})[1] + math.floor(ARGV[1] * 9 / 8)}
