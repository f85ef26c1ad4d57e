-- wrk: sends each line of a file once, "COOKIE<tab>BODY", to the path in PATH; then stops.
local lines, at = {}, 0
function init()
	for line in io.lines(os.getenv("REPLAY")) do lines[#lines + 1] = line end
end
function request()
	at = at + 1
	if at > #lines then
		wrk.thread:stop()
		at = #lines
	end
	local cookie, body = lines[at]:match("([^\t]*)\t(.*)")
	local headers = { ["Cookie"] = cookie, ["Content-Type"] = "application/x-www-form-urlencoded" }
	return wrk.format("POST", os.getenv("REPLAY_PATH"), headers, body)
end
