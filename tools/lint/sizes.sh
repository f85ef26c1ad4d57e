#!/usr/bin/env bash
# Fails on files over 500 lines and C functions over 60 lines.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

sources() {
	git ls-files "$@" | grep -vE '^tests/(vectors|fuzz/corpus)/'
}

files_too_long() {
	sources '*.c' '*.h' '*.ts' '*.tsx' '*.mjs' '*.css' '*.sh' '*.php' '*.sql' | xargs -r wc -l |
		awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines, the house has 500" }'
}

# In Linux style a brace in column one belongs to a function.
functions_too_long() {
	sources '*.c' | xargs -r awk '
		FNR == 1 { start = 0 }
		/^\{/ { start = FNR }
		/^\}/ && start {
			lines = FNR - start - 1
			if (lines > 60)
				printf "%s:%d: a function of %d lines, the house has 60\n", FILENAME, start, lines
			start = 0
		}'
}

complaints=$(
	files_too_long
	functions_too_long
)
[ -z "$complaints" ] || { echo "$complaints" >&2 && exit 1; }
