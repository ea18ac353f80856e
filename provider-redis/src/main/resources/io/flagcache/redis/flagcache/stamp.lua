-- {} or {epoch, sequence, hash}; what no worker can have written counts as absent
local entry = KEYS[1]
local kind = redis.call('type', entry).ok
if kind == 'none' then return {} end
if kind ~= 'hash' then return {'0', '0', ''} end
return {number({entry}, {'epoch'}) or '0', number({entry}, {'sequence'}) or '0',
  text({entry}, {'hash', 128, '^[%w-]*$'}) or ''}
