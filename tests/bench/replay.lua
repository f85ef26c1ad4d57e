-- wrk: sends each line of a file once, "COOKIE<tab>BODY", to the path in REPLAY_PATH; the requests are
-- made before the first is sent, as both sides share the machine. When the last
-- one is on its way it writes to REPLAY_TOOK how many µs that was after the first, and rests: wrk
-- has to be ended from outside, as it knows a duration only.
local ffi = require("ffi")
ffi.cdef [[
typedef struct { long s, us; } replay_time;
int gettimeofday(replay_time *now, void *zone);
]]
local requests, at, first = {}, 0, nil

local function now_us()
	local now = ffi.new("replay_time")
	ffi.C.gettimeofday(now, nil)
	return tonumber(now.s) * 1e6 + tonumber(now.us)
end

function init()
	for line in io.lines(os.getenv("REPLAY")) do
		local cookie, body = line:match("([^\t]*)\t(.*)")
		local headers = { ["Cookie"] = cookie, ["Content-Type"] = "application/x-www-form-urlencoded" }
		requests[#requests + 1] = wrk.format("POST", os.getenv("REPLAY_PATH"), headers, body)
	end
end

function request()
	first = first or now_us()
	at = at + 1
	if at == #requests then
		local took = io.open(os.getenv("REPLAY_TOOK"), "w")
		took:write(string.format("%.0f\n", now_us() - first))
		took:close()
	end
	if at > #requests then
		wrk.thread:stop()
		at = #requests
	end
	return requests[at]
end
