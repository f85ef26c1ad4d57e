# ./dev test [SUITE…]: builds with sanitizers, runs the suites, ends with `N passed, N failed`.
#
# Each suite runs under a time limit and leaves build/test-logs/SUITE.log. What it counted is added
# up here; a suite that was cut, or that could not even start, counts as one failure.

test_logs=build/test-logs
test_preset=${KIBRIDGE_PRESET:-dev} # ci: the same with warnings as errors
test_passed=0 test_failed=0 test_skipped=0
test_names=() # of what failed

dev_test() {
	local suites=(unit node web e2e) suite
	case ${1:-} in
	moodle | ilias)
		test_real_lms "$@"
		test_report
		return
		;;
	esac
	[ $# -eq 0 ] || suites=("$@")
	mkdir -p "$test_logs"
	packages_need build test browser
	if ! build_preset "$test_preset"; then
		test_count build 0 1 0 "the $test_preset build"
		test_report
		return
	fi
	npm_install tests
	npm_install tests/inference/model
	export KIBRIDGE="$root/build/dev/kibridge"
	for suite in "${suites[@]}"; do
		declare -F "suite_$suite" >/dev/null || die "no suite '$suite'"
		say "suite $suite"
		"suite_$suite"
	done
	test_report
}

suite_unit() {
	local log=$test_logs/unit.log cut=0
	rm -f "$test_logs/unit.xml"
	timeout --kill-after=10 600 ctest --test-dir build/dev -j "$(jobs_count)" --timeout 120 \
		--output-on-failure --no-tests=ignore --output-junit "$root/$test_logs/unit.xml" \
		>"$log" 2>&1 || cut=$?
	test_tally unit "$cut" "$test_logs/unit.xml"
}

suite_node() {
	node_suite node 400 "$(jobs_count)" $(test_files tests | grep -vE '^tests/(e2e|web|moodle)/|^tests/ilias/[^/]+$')
}

suite_web() {
	node_suite web 300 "$(jobs_count)" $(test_files bridge/web tests/web)
}

suite_e2e() {
	node_suite e2e 1500 1 $(test_files tests/e2e)
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
	packages_need build test browser
	[ "$lms" != ilias ] || packages_need ilias
	build_preset "$test_preset" || die "the build failed"
	npm_install tests
	npm_install tests/inference/model
	say "suite $lms"
	export KIBRIDGE="$root/build/dev/kibridge" LMS_DIR="$tree"
	node_suite "$lms" 1800 1 $(test_files "tests/$lms" | grep -v /plugin/)
}

test_files() {
	git ls-files --cached --others --exclude-standard -- "$@" | grep -E '\.test\.(mjs|js|ts)$' || true
}

# node_suite NAME SECONDS PARALLEL FILE…: a failed test that left a server open hangs nothing.
node_suite() {
	local name=$1 seconds=$2 parallel=$3 cut=0
	local log=$test_logs/$name.log tap=$test_logs/$name.tap
	shift 3
	[ $# -gt 0 ] || return 0
	rm -f "$tap"
	timeout --kill-after=10 "$seconds" node --test --test-force-exit --test-concurrency="$parallel" \
		--test-reporter=spec --test-reporter-destination=stdout \
		--test-reporter=tap --test-reporter-destination="$tap" "$@" >"$log" 2>&1 || cut=$?
	test_tally "$name" "$cut" "$tap"
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
