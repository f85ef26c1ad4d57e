#!/usr/bin/env bash
# The Moodle plugins as zips that Moodle's plugin installer takes: moodle.sh FOLDER
# Moodle wants the folder inside to be named without the plugin's type: local_kibridge.zip holds kibridge/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mkdir -p "$1"
folder=$(cd "$1" && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

for plugin in plugins/moodle/*/; do
	name=$(basename "$plugin")
	inside=$stage/$name/${name#*_}
	mkdir -p "$inside"
	git archive HEAD:"${plugin%/}" | tar -x -C "$inside"
	rm -rf "$inside/docs" # pictures of the README
	cp LICENSE "$inside/LICENSE"
	rm -f "$folder/$name.zip"
	# The same sources give the same bytes: one time for all files, in one order.
	find "$stage/$name" -exec touch -h -d "@$(git log -1 --format=%ct)" {} +
	(cd "$stage/$name" && find . -type f | LC_ALL=C sort | TZ=UTC zip -q -X -@ "$folder/$name.zip")
	echo "$folder/$name.zip"
done
