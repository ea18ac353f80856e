-- {}, or the error of a command that this user may not run; changes nothing
local lock = KEYS[1]

-- Writes are wrong in a way that the server notices only when it has let the user through.
return denied({
  {'type', lock}, {'pttl', lock}, {'get', lock}, {'strlen', lock}, {'pexpire', lock, 'x'},
  {'set', lock, 'x', 'PX', 'x'},
})
