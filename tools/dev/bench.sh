# ./dev bench [NAME…]: the benchmarks in tests/bench, on a release build. They report, they never fail a
# build; docs/performance.md says how to read them.
bench_limit_s() {
	case $1 in
	ledger_property) echo 1800 ;; # it is a proof, not a race
	*) echo 300 ;;
	esac
}

dev_bench() {
	local name summary="$root/build/bench-summary.txt"
	[ -d tests/bench ] || die "there is no tests/bench"
	packages_need build test bench browser
	build_release
	npm_install tests
	[ $# -gt 0 ] || set -- $(cd tests/bench && ls ./*.bench.mjs | sed 's|^./||; s|.bench.mjs$||')
	: >"$summary"
	for name in "$@"; do
		KIBRIDGE="$root/build/kibridge" BENCH_SUMMARY="$summary" \
			timeout --kill-after=10 "$(bench_limit_s "$name")" \
			node "tests/bench/$name.bench.mjs" || echo "  $name gave no figures" >>"$summary"
	done
	printf '\nWhat was aimed at\n'
	cat "$summary"
}
