# ./dev fuzz [TARGET] [SECONDS]: libFuzzer on the parsers of foreign bytes, one after the other.
# New inputs stay in build/fuzz-corpus; what crashed lands in build/fuzz-crashes.
dev_fuzz() {
	local only=${1:-all} seconds=${2:-60} program name failed=0
	packages_need fuzz
	build_preset fuzz
	mkdir -p build/fuzz-crashes
	while IFS= read -r program; do
		name=$(basename "$program")
		[ "$only" = all ] || [ "$only" = "$name" ] || [ "fuzz_$only" = "$name" ] || continue
		fuzz_one "$program" "${name#fuzz_}" "$seconds" || failed=$((failed + 1))
	done < <(find build/fuzz -type f -name 'fuzz_*' -executable | sort)
	[ "$failed" -eq 0 ] || die "$failed fuzz targets failed; inputs in build/fuzz-crashes"
}

fuzz_one() {
	local program=$1 name=$2 seconds=$3
	local found=build/fuzz-corpus/$name seeds=tests/fuzz/corpus/$name words=tests/fuzz/lti.dict
	mkdir -p "$found"
	[ -d "$seeds" ] || seeds=
	say "fuzzing $name for ${seconds} s"
	run_logged "build/logs/fuzz-$name.log" "$program" -max_total_time="$seconds" -timeout=10 \
		-rss_limit_mb=2048 -dict="$words" -artifact_prefix="build/fuzz-crashes/$name-" "$found" $seeds
}
