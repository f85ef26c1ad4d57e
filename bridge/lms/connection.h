/*
 * Connection: whether we and an LMS still reach and believe each other, tried for real: its keys,
 * its clock, a token, and the roster and a grade column that launches told us of. For an admin who
 * asks; nothing of it is kept.
 */
#ifndef KIBRIDGE_LMS_CONNECTION_H
#define KIBRIDGE_LMS_CONNECTION_H

#include <json-c/json.h>
#include <stdint.h>

#include "base/arena.h"
#include "call/parts.h"
#include "lms/platform.h"

#define CONNECTION_CLOCK_WARN_S                                                          \
	10 /* further apart, and short-lived tokens get into danger */

/**
 * Blocks for as long as the LMS takes, at most a minute.
 * @return an array the arena owns, always of the same five in this order:
 *         [{name: keys|clock|token|roster|grades, state: ok|warn|failed|skipped, reason, value}]
 *         reason: a fixed word, see docs/api.md, or null; value: a number that goes with it, or
 *         null (HTTP status, seconds that its clock is ahead, count of keys)
 */
struct json_object *connection_test(const struct parts *parts, struct arena *arena,
				    const struct platform *platform, int64_t now_s);

#endif
