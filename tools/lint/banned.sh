#!/usr/bin/env bash
# Fails on functions the house does not use: unbounded, not reentrant, or silent about errors.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

banned='strcpy|strcat|stpcpy|sprintf|vsprintf|strtok|atoi|atol|atoll|atof|gets|rand|srand'
banned+='|gmtime|localtime|asctime|ctime|alloca|system|popen|mktemp|tmpnam'
bad=0

# found WHY: complains if standard input has a line.
found() {
	local lines
	lines=$(cat)
	[ -n "$lines" ] || return 0
	printf '%s\n%s\n' "$lines" "$1" >&2
	bad=1
}

# Comment lines (` * …`, `// …`) may name them.
found "banned functions; see CONTRIBUTING.md" < <(
	git ls-files '*.c' '*.h' | xargs -r grep -nE "(^|[^A-Za-z0-9_.>])($banned)\s*\(" -- |
		grep -vE '^[^:]+:[0-9]+:\s*(\*|/\*|//)')

found "secrets are compared in constant time (CRYPTO_memcmp)" < <(
	git ls-files 'lti/*.c' 'bridge/*.c' | xargs -r grep -nE \
		'\b(memcmp|strcmp)\s*\([^;]*(secret|hmac|mac\b|password|api_key|binding)' --)

found "an open end belongs into an issue" < <(
	git ls-files '*.c' '*.h' '*.ts' '*.tsx' '*.mjs' '*.sh' '*.php' | grep -v '^tools/lint/' |
		xargs -r grep -nwE 'TODO|FIXME|XXX|HACK' --)

exit $bad
