#!/usr/bin/env bash
# Fails when a row of docs/spec-map.md points nowhere: at a function that is not defined in lti/
# or bridge/, or at a test that is not in the file it names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

map=docs/spec-map.md
bad=0
rows=0

complain() { # LINE TEXT
	echo "$map:$1: $2" >&2
	bad=1
}

# Functions begin their line in a .c with their type, or stand alone below it.
defined=$(find lti/src bridge -name '*.c' -print0 |
	xargs -0 grep -hoE '^([a-z_]+ )*[a-z][a-z0-9_ *]*\(' -- | sed -E 's/\($//; s/.*[ *]//' | sort -u)

words() { # CELL: what stands in backquotes, one a line
	grep -oE "\`[^\`]+\`" <<<"$1" | tr -d "\`" || true
}

check_function() { # LINE NAME
	grep -qxF -- "$2" <<<"$defined" || complain "$1" "no function $2"
}

check_test() { # LINE FOLDER/FILE:NAME
	local file="tests/${2%%:*}.c" name=${2#*:}
	if [ ! -f "$file" ]; then
		complain "$1" "no file $file"
	elif ! grep -qF -- "START_TEST($name)" "$file"; then
		complain "$1" "no test $name in $file"
	elif [ "$(grep -cwF -- "$name" "$file")" -lt 2 ]; then
		complain "$1" "$name in $file is never run"
	fi
}

line=0
while IFS= read -r text; do
	line=$((line + 1))
	case $text in
	'| place |'* | '|---'*) continue ;;
	'| '*) ;;
	*) continue ;;
	esac
	rows=$((rows + 1))
	IFS='|' read -r _ place demand functions tests rest <<<"$text"
	if [ -n "${rest// /}" ] || [ -z "${place// /}" ] || [ -z "${demand// /}" ]; then
		complain "$line" "a row has four cells"
	fi
	[[ $functions == *'`'* ]] || complain "$line" "no function"
	[[ $tests == *'`'* ]] || complain "$line" "no test"
	while IFS= read -r word; do
		[ -z "$word" ] || check_function "$line" "$word"
	done < <(words "$functions")
	while IFS= read -r word; do
		[ -z "$word" ] || check_test "$line" "$word"
	done < <(words "$tests")
done <"$map"

[ "$rows" -gt 0 ] || complain 1 "no rows"
exit $bad
