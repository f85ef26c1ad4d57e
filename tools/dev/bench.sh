# ./dev bench [NAME…]: the benchmarks in tests/bench, on a release build. They report, they never fail.
dev_bench() {
	local name
	[ -d tests/bench ] || die "there is no tests/bench"
	packages_need build test
	build_release
	npm_install tests
	[ $# -gt 0 ] || set -- $(cd tests/bench && ls ./*.bench.mjs | sed 's|^./||; s|.bench.mjs$||')
	for name in "$@"; do
		KIBRIDGE="$root/build/kibridge" timeout --kill-after=10 300 node "tests/bench/$name.bench.mjs"
	done
}
