# ./dev demo: everything to click through on this machine, without an LMS and without a model service.
dev_demo() {
	packages_need build
	build_preset release || return
	npm_install tests || return
	npm_install tests/inference/model || return
	KIBRIDGE="$root/build/kibridge" exec node tools/demo/demo.mjs "$@"
}
