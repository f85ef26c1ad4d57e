# ./dev shots: the pictures that the documentation shows, into docs/screenshots. ./dev shots --all: every
# page and state in both languages, light and dark, wide and narrow, into build/shots.
dev_shots() {
	local folder=$root/docs/screenshots
	packages_need browser test
	node_ready
	npm_install tests
	build_pages || return
	[ $# -eq 0 ] || folder=$root/build/shots
	SHOTS="$folder" node tests/e2e/shots.mjs "$@"
	echo "$folder"
}
