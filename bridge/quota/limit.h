/*
 * Limit: one quota of a policy with the level that set it, and what it says when asked.
 * A value of 0 blocks; a limit that is not there does not limit. (design: "Policies and quotas")
 */
#ifndef KIBRIDGE_QUOTA_LIMIT_H
#define KIBRIDGE_QUOTA_LIMIT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/zone.h"

enum level { LEVEL_TENANT, LEVEL_COURSE, LEVEL_ACTIVITY, LEVEL_COUNT };

/* Whose use is added up. SCOPE_USER counts a person inside the level that set the limit. */
enum quota_scope { SCOPE_TENANT, SCOPE_COURSE, SCOPE_ACTIVITY, SCOPE_USER, SCOPE_COUNT };

enum quota_metric {
	METRIC_REQUESTS,
	METRIC_INPUT_TOKENS,
	METRIC_OUTPUT_TOKENS,
	METRIC_TOKENS,
	METRIC_COUNT
};

/* What the request is for; docs/decisions/0004-what-counts-where.md says which meets what. */
enum quota_pool { POOL_MAIN, POOL_PREVIEW, POOL_BACKGROUND, POOL_COUNT };

struct limit {
	enum level level; /* which policy document set it */
	enum quota_scope scope;
	const char *
		role; /* "student", "lecturer"; "" for all. Counts that role's use only */
	enum quota_metric metric;
	enum window window;
	int64_t value;
	/* Added by grants to this person, the first of which ends then (0: none); the ledger
	 * fills both in. */
	int64_t granted, granted_until_s;
};

/* How one limit stands for one person now. */
struct standing {
	struct limit limit;
	int64_t used; /* settled */
	int64_t reserved; /* by answers under way */
	int64_t remaining; /* max(0, value + granted - used - reserved) */
	int64_t resets_at_s;
};

const char *level_name(enum level level); /* "course" */
const char *scope_name(enum quota_scope scope);
const char *metric_name(enum quota_metric metric);
const char *pool_name(enum quota_pool pool);
bool scope_parse(enum quota_scope *out, const char *name);
bool metric_parse(enum quota_metric *out, const char *name);

/**
 * {level, scope, role?, metric, window, limit, used, reserved, remaining, resets_at}; limit is
 * value and grants together, and what was granted shows as {granted, granted_until}. A reference
 * that the caller owns.
 */
struct json_object *standing_json(const struct standing *standing);

#endif
