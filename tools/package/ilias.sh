#!/usr/bin/env bash
# The ILIAS plugin, one zip for each ILIAS major, with the versions it is for: ilias.sh FOLDER [COMMIT]
# ILIAS refuses a plugin whose plugin.php does not name the version that runs, without a way around it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mkdir -p "$1"
folder=$(cd "$1" && pwd)
commit=${2:-HEAD}
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

for major in 8 9 10 11; do
	inside=$stage/$major/KIBridge
	mkdir -p "$inside"
	git archive "$commit:plugins/ilias/KIBridge" | tar -x -C "$inside"
	cp LICENSE "$inside/LICENSE"
	sed -i -E "s/^(\\\$ilias_min_version = ).*/\\1'$major.0';/; s/^(\\\$ilias_max_version = ).*/\\1'$major.999';/" "$inside/plugin.php"
	name=KIBridge-ilias$major.zip
	rm -f "$folder/$name"
	# The same sources give the same bytes: one time for all files, in one order.
	find "$stage/$major" -exec touch -h -d "@$(git log -1 --format=%ct "$commit")" {} +
	(cd "$stage/$major" && find . -type f | LC_ALL=C sort | TZ=UTC zip -q -X -@ "$folder/$name")
	echo "$folder/$name"
done
