# ./dev package: a Debian package of what ./dev build made.
dev_package() {
	local script=tools/package/deb.sh
	[ -e "$script" ] || die "there is no $script"
	build_release
	bash "$script" build/kibridge build/package
}
