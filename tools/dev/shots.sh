# ./dev shots: a picture of every page in both languages, light and dark, wide and narrow.
dev_shots() {
	packages_need browser test
	node_ready
	npm_install tests
	build_preset dev kibridge
	[ -e tests/e2e/shots.mjs ] || die "there is no tests/e2e/shots.mjs"
	KIBRIDGE="$root/build/dev/kibridge" SHOTS="$root/build/shots" node tests/e2e/shots.mjs "$@"
	echo "build/shots"
}
