#!/usr/bin/env bash
# Fails on paths of one particular machine: they work for nobody else.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

complaints=$(git grep -nE '(^|[^A-Za-z0-9_.])/(work|root)/|\.\./shared' -- . \
	':!tests' ':!tools/lint/paths.sh' ':!*package-lock.json')
[ -z "$complaints" ] || { echo "$complaints" >&2 && exit 1; }
