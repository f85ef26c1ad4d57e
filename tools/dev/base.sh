# What every verb needs: how we speak, how we give up, how many jobs run at once.

say() {
	echo "== $*" >&2
}

die() {
	echo "dev: $*" >&2
	exit 1
}

# At most two: a laptop stays usable, and two are what the continuous integration has.
jobs_count() {
	local cores
	cores=$(nproc)
	echo $((cores > 2 && ${KIBRIDGE_JOBS:-0} == 0 ? cores - 1 : ${KIBRIDGE_JOBS:-$cores}))
}

# run_logged LOG COMMAND…: quiet while it goes well, the log's end when it does not.
run_logged() {
	local log=$1
	shift
	mkdir -p "$(dirname "$log")"
	if "$@" >"$log" 2>&1; then
		return 0
	fi
	tail -n 60 "$log" >&2
	echo "dev: '$*' failed; all of it is in $log" >&2
	return 1
}
