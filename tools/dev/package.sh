# ./dev package: a Debian package of what ./dev build made, and the plugins as zips.
dev_package() {
	packages_need package
	build_release
	bash tools/package/deb.sh build/kibridge build/package
	bash tools/package/moodle.sh build/package
	bash tools/package/ilias.sh build/package
}
