# Building: the C program by CMake preset, the pages by their own script before it (it embeds them).

# build_preset PRESET [TARGET…]
build_preset() {
	local preset=$1 target targets=()
	shift
	for target in "$@"; do targets+=(--target "$target"); done
	packages_need build || return
	build_pages || return
	say "building ($preset)"
	run_logged "build/logs/configure-$preset.log" cmake --preset "$preset" || return
	run_logged "build/logs/build-$preset.log" \
		cmake --build --preset "$preset" -j "$(jobs_count)" "${targets[@]}"
}

build_release() {
	build_preset release
	echo "build/kibridge"
}

# The pages: TypeScript to hashed files, which the program carries inside.
build_pages() {
	node_ready || return
	npm_install bridge/web || return
	pages_are_fresh || run_logged build/logs/pages.log node bridge/web/build.mjs
}

pages_are_fresh() {
	local made=bridge/web/dist/manifest.json
	[ -e "$made" ] && [ -z "$(find bridge/web/src bridge/web/build.mjs bridge/web/package-lock.json -newer "$made" -print -quit)" ]
}
