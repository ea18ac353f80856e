-- {}, or the error of a command that this user may not run; changes nothing
local entry = KEYS[1]

-- Writes are wrong in a way that the server notices only when it has let the user through.
return denied({
  {'getrange', entry, 0, 0}, {'strlen', entry}, {'set', entry, 'x', 'PX', 'x'},
  {'pexpireat', entry, 'x'},
})
