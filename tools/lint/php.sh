#!/usr/bin/env bash
# Fails on PHP that does not parse or is too new, on Moodle plugins that are not in Moodle's coding style, on language files that
# differ, and on built JavaScript that is not of its source.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v php >/dev/null; then
	echo "php is not installed: its files were not looked at" >&2
	exit 0
fi
bad=0

while IFS= read -r file; do
	php -l "$file" >/dev/null || bad=1
done < <(git ls-files '*.php')

# ILIAS 8 runs on PHP 8.0, too. dbupdate.php is parts of PHP that ILIAS takes apart.
git ls-files 'plugins/ilias/*.php' | xargs -r php tools/lint/php-old.php || bad=1

git ls-files 'plugins/moodle/*.php' | xargs -r php tools/lint/moodle-style.php || bad=1
if command -v phpcs >/dev/null; then
	git ls-files 'plugins/moodle/*.php' | xargs -r phpcs -q --standard=tools/lint/moodle.xml --report=emacs >&2 || bad=1
else
	echo "phpcs is not installed: Moodle's coding style was looked at in part" >&2
fi

# Every string in every language, in the same order.
names() { sed -nE "s/^\\\$string\['([^']+)'\].*/\1/p" "$1"; }
while IFS= read -r english; do
	for other in "${english%/en/*}"/*/"${english##*/}"; do
		diff <(names "$english") <(names "$other") >&2 || { echo "$other: not the strings of $english" >&2; bad=1; }
	done
done < <(git ls-files 'plugins/*/lang/en/*.php')

if [ -d bridge/web/node_modules/esbuild ]; then
	node plugins/moodle/build.mjs --check || bad=1
fi
exit $bad
