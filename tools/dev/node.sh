# One Node and one npm everywhere, from tools/node/package-lock.json; Debian's only fetches them.

# npm_install FOLDER: what its lock file says, once per lock file.
npm_install() {
	local folder=$1
	if ! cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock"; then
		say "npm ci in $folder"
		run_logged "build/logs/npm-${folder//\//-}.log" timeout --foreground 300 \
			npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error || return
		cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
	fi
}

# Puts our Node first on PATH.
node_ready() {
	if [ "$(uname -m)" != x86_64 ]; then # the pinned binary is for this one only
		node_is_new_enough || die "please install Node 22 or newer and npm"
		return
	fi
	npm_install tools/node || return
	case $PATH in
	"$root/tools/node/node_modules/.bin:"*) ;;
	*) export PATH="$root/tools/node/node_modules/.bin:$PATH" ;;
	esac
}

node_is_new_enough() {
	node -e 'process.exit(process.versions.node.split(".")[0] >= 22 ? 0 : 1)' 2>/dev/null
}
