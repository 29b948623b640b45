-- Requests that were made before, one a line: what it signs in with, a space, the body. Where the body
-- is bytes it is written in hexadecimal; where there is none it is asked and not sent. What it needs to
-- know stands in the environment.
local path = os.getenv("FANGXIAN_BENCH_PATH")
local scheme = os.getenv("FANGXIAN_BENCH_SCHEME")
local requests = {}
local n = 0

local function bytes(hex)
  return (hex:gsub("..", function(two) return string.char(tonumber(two, 16)) end))
end

function init()
  for line in io.lines(os.getenv("FANGXIAN_BENCH_REQUESTS")) do
    local secret, body = line:match("^(%S+) (.*)$")
    local headers = { ["Authorization"] = scheme .. " " .. secret }
    local method = "POST"
    if body == "" then
      method = "GET"
    elseif body:sub(1, 1) == "{" then
      headers["Content-Type"] = "application/json"
    else
      headers["Content-Type"] = "application/octet-stream"
      body = bytes(body)
    end
    requests[#requests + 1] = wrk.format(method, path, headers, body)
  end
end

function request()
  n = n % #requests + 1
  return requests[n]
end
