#!/usr/bin/env bash
# Fails on lock files with download addresses, versions that float, and folders without a lock.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

complaints=$(
	git ls-files '*package-lock.json' | xargs -r grep -Hn '"resolved"' -- | head -n 3
	git ls-files '*package.json' | xargs -r grep -HnE '"[^"]+": "[~^>*]' --
	while IFS= read -r manifest; do
		folder=$(dirname "$manifest")
		for file in .npmrc package-lock.json; do
			[ -e "$folder/$file" ] || echo "$folder has no $file"
		done
	done < <(git ls-files '*package.json')
)
[ -z "$complaints" ] || { echo "$complaints" >&2 && exit 1; }
