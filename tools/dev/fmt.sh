# ./dev fmt: our C as .clang-format says.
dev_fmt() {
	packages_need lint
	git ls-files '*.c' '*.h' | xargs -r clang-format-14 -i
}
