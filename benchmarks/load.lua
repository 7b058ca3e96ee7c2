-- What wrk sends, and how it reports: wrk -s load.lua <url> -- <mode> <file>
--
--   read     GET, with the tokens in the file by turns
--   calm     the same, each connection pausing ten milliseconds between two requests
--   sign-in  POST of an email and the password; the file has an email in each line
--   refresh  POST of a refresh token, then of the one that came back, and so on: one session for each thread,
--            so give each thread one connection. The file has a token in each line, and is brought up to date.
--
-- The last line of output is: requests per second, p50 and p99 in milliseconds, failed requests.

local threads = {}
local lines, at = {}, 0

local function read_lines(path)
  local read = {}
  for line in io.lines(path) do read[#read + 1] = line end
  return read
end

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("number", #threads)
end

local function post(body)
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body)
end

function init(args)
  mode, file = args[1], args[2]
  lines = read_lines(file)
  token = lines[number]
  -- So that the threads do not all begin with the same one.
  at = (number - 1) * 5
  if mode == "calm" then delay = function() return 10 end end
  if mode == "refresh" then
    response = function(_, _, body) token = body:match('"refresh_token":"([^"]+)"') or token end
  else
    for i, line in ipairs(lines) do
      if mode == "sign-in" then
        lines[i] = post('{"email":"' .. line .. '","password":"a quiet evening"}')
      else
        lines[i] = wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. line })
      end
    end
  end
end

function request()
  if mode == "refresh" then return post('{"refresh_token":"' .. token .. '"}') end
  at = at % #lines + 1
  return lines[at]
end

function done(summary, latency)
  local first = threads[1]
  if first:get("mode") == "refresh" then
    local out = assert(io.open(first:get("file"), "w"))
    for _, thread in ipairs(threads) do out:write(thread:get("token"), "\n") end
    out:close()
  end
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("%.1f %.3f %.3f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
