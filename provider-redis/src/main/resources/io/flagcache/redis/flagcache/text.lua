-- a field of the hash, or nothing if no worker can have written it
local hash, field, longest, pattern = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
-- Asked before it is read, since it may have any length.
if redis.call('hstrlen', hash, field) > longest then return nil end
local found = redis.call('hget', hash, field)
return found and string.find(found, pattern) and found or nil
