-- Requests that were made before, one a line: the gate's secret, a space, the body. The path stands in
-- the environment, because the script's own arguments come too late for what is made here.
local path = os.getenv("FANGXIAN_BENCH_PATH")
local requests = {}
local n = 0

function init()
  for line in io.lines(os.getenv("FANGXIAN_BENCH_REQUESTS")) do
    local secret, body = line:match("^(%S+) (.*)$")
    local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Gate " .. secret }
    requests[#requests + 1] = wrk.format("POST", path, headers, body)
  end
end

function request()
  n = n % #requests + 1
  return requests[n]
end
