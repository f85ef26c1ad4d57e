# ./dev shots: the pictures that the documentation shows, into docs/screenshots. ./dev shots --all: every
# page and state in both languages, light and dark, wide and narrow, into build/shots. ./dev shots moodle DIR: those of the
# Moodle plugins' READMEs, from a real Moodle whose source tree is DIR.
dev_shots() {
	if [ "${1:-}" = moodle ]; then
		shots_moodle "${2:?shots moodle needs a Moodle source tree}"
		return
	fi
	local folder=$root/docs/screenshots
	packages_need build browser test
	build_pages || return
	npm_install tests
	[ $# -eq 0 ] || folder=$root/build/shots
	SHOTS="$folder" node tests/e2e/shots.mjs "$@"
	echo "$folder"
}

shots_moodle() {
	packages_need build browser test
	build_preset dev || return
	npm_install tests
	npm_install tests/inference/model
	KIBRIDGE="$root/build/dev/kibridge" LMS_DIR="$1" node tests/moodle/shots.mjs
}
