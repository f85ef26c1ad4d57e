# ./dev test [SUITE…]: builds with sanitizers, runs the suites, ends with `N passed, N failed`.
#
# Each suite runs under a time limit and leaves build/test-logs/SUITE.log. What it counted is added
# up here; a suite that was cut, or that could not even start, counts as one failure. What the tests
# write is in memory where there is room: they kill programs, never the machine.

test_logs=build/test-logs
test_preset=${KIBRIDGE_PRESET:-dev} # ci: the same with warnings as errors
test_passed=0 test_failed=0 test_skipped=0
test_names=() # of what failed
test_room_kb=1500000 # what has to be free in memory

dev_test() {
	local suites=(unit node web e2e) suite
	case ${1:-} in
	moodle | ilias)
		test_real_lms "$@"
		test_report
		return
		;;
	upgrade)
		test_upgrade "${2:-}"
		test_report
		return
		;;
	esac
	[ $# -eq 0 ] || suites=("$@")
	if ! test_prepare; then
		test_count build 0 1 0 "the $test_preset build"
		test_report
		return
	fi
	test_write_to_memory
	for suite in "${suites[@]}"; do
		declare -F "suite_$suite" >/dev/null || die "no suite '$suite'"
		say "suite $suite"
		"suite_$suite"
	done
	test_report
}

test_prepare() {
	mkdir -p "$test_logs"
	packages_need build test browser || return
	build_preset "$test_preset" && npm_install tests && npm_install tests/inference/model || return
	export KIBRIDGE="$root/build/dev/kibridge"
}

test_write_to_memory() {
	local free
	free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
	[ -z "${TMPDIR:-}${KIBRIDGE_KEEP:-}" ] && [ "${free:-0}" -ge "$test_room_kb" ] || return 0
	TMPDIR=$(mktemp -d /dev/shm/kibridge-XXXXXX)
	chmod 711 "$TMPDIR" # PostgreSQL runs as another user
	export TMPDIR
	trap test_clean EXIT
}

# What a failed test left there is kept on the disk.
test_clean() {
	rm -rf "$test_logs/kept"
	[ "$test_failed" -eq 0 ] || cp -r "$TMPDIR" "$test_logs/kept" 2>/dev/null || true
	rm -rf "$TMPDIR"
}

# Two programs more than there are cores: many wait for a clock or for PostgreSQL. What each printed is
# kept whole, for its count of tests stands at the end.
suite_unit() {
	local log=$test_logs/unit.log cut=0
	rm -f "$test_logs/unit.xml"
	timeout --kill-after=10 900 ctest --test-dir build/dev -j "$(($(jobs_count) + 2))" --timeout 300 \
		--output-on-failure --no-tests=ignore --test-output-size-passed 1048576 \
		--output-junit "$root/$test_logs/unit.xml" \
		>"$log" 2>&1 || cut=$?
	test_tally unit "$cut" "$test_logs/unit.xml"
}

suite_node() {
	node_suite node 400 "$(jobs_count)" $(test_files tests | grep -vE '^tests/(e2e|web|moodle|upgrade)/|^tests/ilias/[^/]+$')
}

suite_web() {
	node_suite web 300 "$(jobs_count)" $(test_files bridge/web tests/web)
}

# Two halves beside each other, two files at a time each: the services, which mostly wait, and the pages,
# which draw.
suite_e2e() {
	local files services cut=0
	files=$(test_files tests/e2e)
	node_run e2e 1500 2 $(grep -v /web/ <<<"$files") &
	services=$!
	node_suite pages 1500 2 $(grep /web/ <<<"$files")
	wait "$services" || cut=$?
	test_tally e2e "$cut" "$test_logs/e2e.tap"
}

# Tests against a real Moodle or ILIAS; these need its source tree, which we do not carry.
test_real_lms() {
	local lms=$1 tree=${2:-}
	mkdir -p "$test_logs"
	if [ -z "$tree" ] || [ ! -d "$tree" ]; then
		say "suite $lms needs a source tree: ./dev test $lms DIR"
		test_count "$lms" 0 0 1
		return
	fi
	[ "$lms" != ilias ] || packages_need ilias
	test_prepare || die "the build failed"
	say "suite $lms"
	export LMS_DIR="$tree"
	node_suite "$lms" 1800 1 $(test_files "tests/$lms" | grep -v /plugin/)
	if [ $((test_passed + test_failed)) -eq 0 ]; then # whole files were skipped: why stands behind them
		grep -o '# needs .*' "$test_logs/$lms.log" | sort -u >&2 || true
		test_count "$lms" 0 0 1
	fi
}

# From an older version to this one, beside each other on one PostgreSQL; the older one is built first.
test_upgrade() {
	local commit=$1 older=build/older
	[ -n "$commit" ] || die "the older version's commit: ./dev test upgrade COMMIT"
	rm -rf "$older"
	git clone -q --no-checkout . "$older" && git -C "$older" checkout -q "$commit" || die "there is no commit $commit"
	say "building $commit"
	(cd "$older" && ./dev build) >/dev/null || die "$commit could not be built"
	test_prepare || die "the build failed"
	test_write_to_memory
	say "suite upgrade"
	export OLDER="$root/$older/build/kibridge"
	node_suite upgrade 300 1 $(test_files tests/upgrade)
}

test_files() {
	git ls-files --cached --others --exclude-standard -- "$@" | grep -E '\.test\.(mjs|js|ts)$' || true
}

# node_suite NAME SECONDS PARALLEL FILE…
node_suite() {
	local cut=0
	[ $# -gt 3 ] || return 0
	node_run "$@" || cut=$?
	test_tally "$1" "$cut" "$test_logs/$1.tap"
}

# The same without counting. A failed test that left a server open hangs nothing.
node_run() {
	local name=$1 seconds=$2 parallel=$3
	local log=$test_logs/$name.log tap=$test_logs/$name.tap
	shift 3
	rm -f "$tap"
	timeout --kill-after=10 "$seconds" node --import=./tools/dev/whole-report.mjs \
		--test --test-force-exit --test-concurrency="$parallel" \
		--test-reporter=spec --test-reporter-destination=stdout \
		--test-reporter=tap --test-reporter-destination="$tap" "$@" >"$log" 2>&1
}

# test_tally SUITE EXIT_CODE FILE: FILE is ctest's JUnit or node's TAP.
test_tally() {
	local suite=$1 code=$2 file=$3 passed failed skipped names=()
	if [ "$code" -ge 124 ] || [ ! -s "$file" ]; then
		tail -n 40 "$test_logs/$suite.log" >&2
		test_count "$suite" 0 1 0 "$suite: cut or not started (exit code $code)"
		return
	fi
	read -r passed failed skipped < <(node tools/dev/tally.mjs count "$file")
	mapfile -t names < <(node tools/dev/tally.mjs failed "$file")
	if [ "$failed" -eq 0 ] && [ "$code" -ne 0 ]; then
		failed=1
		names=("$suite: exit code $code without a failed test")
	fi
	[ "$failed" -eq 0 ] || tail -n 150 "$test_logs/$suite.log" >&2
	test_count "$suite" "$passed" "$failed" "$skipped" "${names[@]}"
}

# test_count SUITE PASSED FAILED SKIPPED [NAME…]
test_count() {
	say "suite $1: $2 passed, $3 failed, $4 skipped"
	test_passed=$((test_passed + $2))
	test_failed=$((test_failed + $3))
	test_skipped=$((test_skipped + $4))
	shift 4
	test_names+=("$@")
}

test_report() {
	[ ${#test_names[@]} -eq 0 ] || printf 'FAILED %s\n' "${test_names[@]}"
	[ ${#test_names[@]} -eq 0 ] || echo "logs: $test_logs"
	if [ "$test_skipped" -gt 0 ]; then
		echo "$test_passed passed, $test_failed failed, $test_skipped skipped"
	else
		echo "$test_passed passed, $test_failed failed"
	fi
	[ "$test_failed" -eq 0 ]
}
