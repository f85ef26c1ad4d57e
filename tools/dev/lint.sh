# ./dev lint [CHECK…]: the house rules. Each is a small program; all run even if one fails.

lint_checks=(layers banned sizes paths locks php format cppcheck tidy)

dev_lint() {
	local check failed=()
	[ $# -gt 0 ] || set -- "${lint_checks[@]}"
	packages_need lint
	for check in "$@"; do
		if "lint_$check"; then
			say "lint $check: fine"
		else
			failed+=("$check")
		fi
	done
	[ ${#failed[@]} -eq 0 ] || die "lint failed: ${failed[*]}"
}

lint_layers() { bash tools/lint/layers.sh; }
lint_banned() { bash tools/lint/banned.sh; }
lint_sizes() { bash tools/lint/sizes.sh; }
lint_paths() { bash tools/lint/paths.sh; }
lint_locks() { bash tools/lint/locks.sh; }
lint_php() { bash tools/lint/php.sh; }

lint_format() {
	local file bad=0
	while IFS= read -r file; do
		clang-format-14 --dry-run -Werror "$file" 2>/dev/null && continue
		echo "$file: not as .clang-format says; ./dev fmt" >&2
		bad=1
	done < <(git ls-files '*.c' '*.h')
	return $bad
}

lint_cppcheck() {
	mkdir -p build/cppcheck
	git ls-files 'lti/*.c' 'bridge/*.c' | xargs -r cppcheck --quiet --std=c11 --inline-suppr \
		--enable=warning,performance,portability --error-exitcode=1 -j "$(jobs_count)" \
		--cppcheck-build-dir=build/cppcheck --suppressions-list=tools/lint/cppcheck.txt \
		-Ibridge -Ilti/include
}

# clang-tidy reads how each file is compiled from the dev build's compile_commands.json.
lint_tidy() {
	local preset=${KIBRIDGE_PRESET:-dev}
	packages_need build
	run_logged build/logs/configure-tidy.log cmake --preset "$preset" || return 1
	git ls-files 'lti/*.c' 'bridge/*.c' |
		xargs -r -n 4 -P "$(jobs_count)" clang-tidy-14 -p build/dev --quiet 2>build/logs/tidy.log
}
