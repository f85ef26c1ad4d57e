# The Debian packages we need, by purpose. Installed when we are root; otherwise named.

packages_build=(ca-certificates git gcc libc6-dev make cmake pkg-config libwebsockets-dev
	libwebsockets-evlib-uv libuv1-dev libcurl4-openssl-dev libjson-c-dev libxml2-dev libssl-dev
	libsqlite3-dev libpq-dev libinih-dev libzip-dev libseccomp-dev poppler-utils check tzdata)
packages_test=(postgresql haproxy openssl curl procps php-cli php-curl php-mbstring php-sqlite3 php-xml phpunit)
packages_ilias=(mariadb-server-core mariadb-client-core php-mysql php-gd php-intl php-soap php-zip composer imagemagick unzip zip)
packages_browser=(chromium chromium-headless-shell fonts-dejavu-core)
packages_lint=(clang-format-14 clang-tidy-14 cppcheck php-cli php-codesniffer)
packages_package=(zip)
packages_bench=(nginx-light)
packages_fuzz=(clang-14 libclang-rt-14-dev)

package_missing() {
	[ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null)" != "ii " ]
}

# What fetches our Node (node.sh): nothing where npm is there already, whoever brought it.
packages_for_node() {
	[ "$(uname -m)" != x86_64 ] || command -v npm >/dev/null || echo nodejs npm
}

# packages_need PURPOSE…
packages_need() {
	local purpose package missing=()
	for purpose in "$@"; do
		local -n list=packages_$purpose
		for package in "${list[@]}"; do
			! package_missing "$package" || missing+=("$package")
		done
		[ "$purpose" != build ] || missing+=($(packages_for_node))
	done
	[ ${#missing[@]} -eq 0 ] || packages_install "${missing[@]}"
}

packages_install() {
	[ "$(id -u)" = 0 ] || die "missing packages; as root: apt-get install --no-install-recommends $*"
	say "apt-get install $*"
	run_logged build/logs/apt-update.log apt_get update || return
	run_logged build/logs/apt.log services_stay_off apt_get install -y --no-install-recommends "$@"
}

apt_get() {
	DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@"
}

# services_stay_off COMMAND…: the tests start servers of their own. Installing a package must not start
# another, nor make a database.
services_stay_off() {
	local policy=/usr/sbin/policy-rc.d
	mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] ||
		echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
	if [ -e "$policy" ]; then # the machine has a word of its own
		"$@"
		return
	fi
	(
		trap 'rm -f "$policy"' EXIT
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod 755 "$policy"
		"$@"
	)
}
