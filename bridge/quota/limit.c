/* Limit: names as they stand in policy documents and counters, and a standing as JSON. */
#include "quota/limit.h"

#include "base/json.h"
#include "base/text.h"

static const char *const levels[] = {
	[LEVEL_TENANT] = "tenant",
	[LEVEL_COURSE] = "course",
	[LEVEL_ACTIVITY] = "activity",
};

static const char *const scopes[] = {
	[SCOPE_TENANT] = "tenant",
	[SCOPE_COURSE] = "course",
	[SCOPE_ACTIVITY] = "activity",
	[SCOPE_USER] = "user",
};

static const char *const metrics[] = {
	[METRIC_REQUESTS] = "requests",
	[METRIC_INPUT_TOKENS] = "input_tokens",
	[METRIC_OUTPUT_TOKENS] = "output_tokens",
	[METRIC_TOKENS] = "tokens",
};

static const char *const pools[] = {
	[POOL_MAIN] = "main",
	[POOL_PREVIEW] = "preview",
	[POOL_BACKGROUND] = "background",
};

const char *level_name(enum level level)
{
	return levels[level];
}

const char *scope_name(enum quota_scope scope)
{
	return scopes[scope];
}

const char *metric_name(enum quota_metric metric)
{
	return metrics[metric];
}

const char *pool_name(enum quota_pool pool)
{
	return pools[pool];
}

bool scope_parse(enum quota_scope *out, const char *name)
{
	int index = text_index(name, scopes, ARRAY_LEN(scopes));

	if (index < 0)
		return false;
	*out = (enum quota_scope)index;
	return true;
}

bool metric_parse(enum quota_metric *out, const char *name)
{
	int index = text_index(name, metrics, ARRAY_LEN(metrics));

	if (index < 0)
		return false;
	*out = (enum quota_metric)index;
	return true;
}

struct json_object *standing_json(const struct standing *standing)
{
	const struct limit *limit = &standing->limit;
	struct json_object *json = json_object_new_object();

	json_put_text(json, "level", level_name(limit->level));
	json_put_text(json, "scope", scope_name(limit->scope));
	if (!text_empty(limit->role))
		json_put_text(json, "role", limit->role);
	json_put_text(json, "metric", metric_name(limit->metric));
	json_put_text(json, "window", window_name(limit->window));
	json_put_int(json, "limit", limit->value + limit->granted);
	json_put_int(json, "used", standing->used);
	json_put_int(json, "reserved", standing->reserved);
	json_put_int(json, "remaining", standing->remaining);
	if (limit->granted) {
		json_put_int(json, "granted", limit->granted);
		json_put_time(json, "granted_until", limit->granted_until_s);
	}
	return json_put_time(json, "resets_at", standing->resets_at_s);
}
