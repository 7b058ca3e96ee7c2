-- What wrk sends: wrk -s play.lua <url> -- <mode> <token> <first account> <last account>
--
--   read    GET with the token
--   move    POST of one unit for an account of the range
--   score   POST of a score for one of them
--
-- The last line of output is: requests per second, p50 and p99 in milliseconds, failed requests.

function init(args)
  mode, token, first, last = args[1], args[2], tonumber(args[3]), tonumber(args[4])
  math.randomseed(os.time())
  headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
end

function request()
  local account = first and math.random(first, last)
  if mode == "move" then
    local path = "/v1/admin/accounts/" .. account .. "/wallet/entries"
    return wrk.format("POST", path, headers, '{"amount":1,"reason":"a benchmark"}')
  elseif mode == "score" then
    local score = '{"account_id":' .. account .. ',"mode":"set","value":' .. math.random(1, 1000000000) .. "}"
    return wrk.format("POST", "/v1/admin/scores", headers, '{"scores":[' .. score .. "]}")
  end
  return wrk.format("GET", nil, headers)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("%.1f %.3f %.3f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
