-- {}, or the error of a command that this user may not run; changes nothing
local lease, epochs, entry = KEYS[1], KEYS[2], KEYS[3]

-- Writes are wrong in a way that the server notices only when it has let the user through.
local commands = {
  {'exists', lease}, {'type', lease}, {'pttl', lease}, {'hexists', lease, ''}, {'hlen', lease},
  {'hkeys', lease}, {'pexpire', lease, 'x'}, {'hincrby', lease, 'x', 'x'},
  {'hmget', epochs, 'owner'}, {'hget', epochs, 'owner'}, {'hset', epochs, 'x', 'x', 'x'},
  {'hdel', epochs, ''}, {'pexpire', epochs, 'x'},
  {'hstrlen', entry, 'payload'}, {'hset', entry, 'x', 'x', 'x'}, {'pexpire', entry, 'x'},
}
return denied(commands)
