/** A script for the server, which runs it as one operation that nothing comes between. It uses one key, as clusters ask. */
export interface Script {
  /** What it does, for the trace and for errors. */
  readonly operation: 'put' | 'get' | 'update' | 'delete';
  readonly source: string;
}

/*
 * `current` is the record under the key: `raw` is its text, and `nil` where there is none. A text that is no record has
 * been left by somebody else or was damaged; it protects nothing. The argument `n` names an attribute of the record.
 *
 * JSON of JavaScript may have halves of surrogate pairs, of texts that were cut; `cjson` does not read them. They are in the
 * response alone, which is not looked at here.
 */
const READ = `
local raw = redis.call('GET', KEYS[1])
local current
if raw then
  local readable, record = pcall(cjson.decode, raw)
  if not readable then
    readable, record = pcall(cjson.decode, (string.gsub(raw, '\\\\u[dD][89a-fA-F]%x%x', '\\\\u0020')))
  end
  if readable and type(record) == 'table' and type(record[ARGV[1]]) == 'string' then current = record end
end`;

/** Whether the record is one in progress of this execution. Before there were claims, records had none. */
const IS_OWN = `
local function is_own(claim_attribute, claim)
  local held = current[claim_attribute]
  if type(held) ~= 'string' then held = '' end
  return current[ARGV[1]] == 'INPROGRESS' and held == claim
end`;

/** ARGV: status attribute, record, milliseconds to keep it, expiry attribute, seconds now, limit attribute, milliseconds now. */
export const PUT: Script = {
  operation: 'put',
  source: `${READ}
if current then
  local expiry, limit = tonumber(current[ARGV[4]]), tonumber(current[ARGV[6]])
  local expired = expiry and expiry < tonumber(ARGV[5])
  local abandoned = current[ARGV[1]] == 'INPROGRESS' and limit and limit < tonumber(ARGV[7])
  if not expired and not abandoned then return {'held', raw} end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return {'written', current and raw or ''}`,
};

/** ARGV: status attribute, record, milliseconds to keep it, claim attribute, claim. */
export const UPDATE: Script = {
  operation: 'update',
  source: `${READ}${IS_OWN}
if current and not is_own(ARGV[4], ARGV[5]) then return {'held', raw} end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return {'written', ''}`,
};

/** ARGV: status attribute, claim attribute, claim. */
export const DELETE: Script = {
  operation: 'delete',
  source: `${READ}${IS_OWN}
if not current or not is_own(ARGV[2], ARGV[3]) then return {'kept', ''} end
redis.call('DEL', KEYS[1])
return {'deleted', ''}`,
};

/** A script too: clients send it to the primary, where a replica may not have the last write yet. */
export const GET: Script = {
  operation: 'get',
  source: `return {'read', redis.call('GET', KEYS[1]) or ''}`,
};
