-- {}, or the error of the first of these commands that the server or this user does not have
for _, command in ipairs(KEYS) do
  local answer = redis.pcall(unpack(command))
  local err = type(answer) == 'table' and answer.err
  if err and (string.find(err, 'NOPERM') or string.find(err, 'ACL failure')
    or string.find(err, 'The user executing') or string.find(err, 'nknown.*command')) then
    return {err = err}
  end
end
return {}
