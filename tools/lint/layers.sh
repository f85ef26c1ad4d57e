#!/usr/bin/env bash
# Fails on an include that runs against docs/decisions/0001-rooms-and-their-order.md.
# A line says its room: `#include "store/db.h"` in bridge/quota/ is the arrow quota -> store.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# room: the rooms it may include, besides itself, config.h and lti/
declare -A may=(
	[base]=""
	[store]="base"
	[call]="store base"
	[net]="call store base"
	[quota]="call store base"
	[backend]="call store base"
	[privacy]="net quota backend call store base"
	[course]="privacy net quota backend call store base"
	[lms]="course privacy net quota backend call store base"
	[tutor]="course privacy net quota backend call store base"
	[openai]="lms course privacy net quota backend call store base"
	[extract]="base"
	[assignment]="extract store base"
	[marking]="assignment base"
	[feedback]="marking assignment extract lms tutor course privacy net quota backend call store base"
	[http]="lms tutor openai feedback extract course privacy net quota backend call store base"
	[program]="http lms tutor openai feedback extract course privacy net quota backend call store base"
)

# library header: the only rooms that may know it
declare -A only=(
	[libwebsockets.h]="http"
	[sqlite3.h]="store"
	[libpq-fe.h]="store"
	[curl/curl.h]="backend net program" # the program starts and ends the library
	[zip.h]="extract lms"
	[seccomp.h]="extract"
	[uv.h]="base http backend program"
	[ini.h]="program"
)

bad=0
complain() {
	echo "$1:$2: $3" >&2
	bad=1
}

room_of() { # bridge/<room>/… ; files right below bridge/ are the program
	case $1 in
	bridge/*/*) local rest=${1#bridge/} && echo "${rest%%/*}" ;;
	*) echo program ;;
	esac
}

check_own() { # FILE LINE ROOM HEADER, for "…" includes
	local target=${4%%/*}
	[ "$4" != config.h ] || return 0
	[[ $4 == */* ]] || return 0 # a header of the same folder
	[ "$target" != lti ] && [ "$target" != "$3" ] || return 0
	[[ " ${may[$3]-} " == *" $target "* ]] || complain "$1" "$2" "$3 may not include $4"
}

check_foreign() { # FILE LINE ROOM HEADER, for <…> includes
	local rooms=${only[$4]-}
	[ -n "$rooms" ] || return 0
	[[ " $rooms " == *" $3 "* ]] || complain "$1" "$2" "only $rooms may include <$4>"
}

while IFS=: read -r file line text; do
	header=$(sed -E 's/^\s*#\s*include\s*[<"]([^>"]+)[>"].*/\1/' <<<"$text")
	room=$(room_of "$file")
	[ "$room" = web ] || [ -n "${may[$room]+known}" ] || complain "$file" "$line" "unknown room $room"
	case $text in
	*\"*) check_own "$file" "$line" "$room" "$header" ;;
	*) check_foreign "$file" "$line" "$room" "$header" ;;
	esac
done < <(git ls-files 'bridge/*.c' 'bridge/*.h' | xargs -r grep -nE '^\s*#\s*include' --)

# lti/ is a library: nothing of ours but itself, no network, database, clock or loop.
while IFS=: read -r file line text; do
	complain "$file" "$line" "lti uses nobody: $text"
done < <(git ls-files 'lti/*.c' 'lti/*.h' | xargs -r grep -nE \
	'^\s*#\s*include\s*("(base|store|call|net|quota|backend|privacy|course|lms|tutor|openai|assignment|marking|feedback|extract|http|config)[/.]|<(curl/|libwebsockets|sqlite3|libpq|uv\.h|ini\.h|sys/socket))' -- || true)

exit $bad
