local entry = KEYS[1]
local ttlMillis, epoch, sequence, hash, payload = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

if redis.call('exists', entry) == 1 then return {0} end
local now = redis.call('time')
local published = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000))
redis.call('hset', entry, 'epoch', epoch, 'sequence', sequence, 'hash', hash,
  'published', published, 'payload', payload)
redis.call('pexpire', entry, ttlMillis)
return {1}
