/*
 * Policy document: the strict reader. One table says which members there are, at which levels,
 * and who checks each; docs/policy.schema.json says the same to others (a test compares them).
 */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/json_check.h"
#include "base/text.h"
#include "course/policy.h"
#include "course/policy_parts.h"

#define MODEL_MOST 200 /* bytes of a model's id */
#define MODELS_MOST 100
#define WEIGHT_HIGHEST ((double)WEIGHT_MOST / (double)WEIGHT_ONE)
#define STARTERS_MOST 12
#define STARTER_MOST 500 /* bytes */
#define WEEKLY_MOST 50
#define TOKENS_MOST 10000000
#define QUOTA_MOST INT64_C(1000000000000000)

#define TENANT (1 << LEVEL_TENANT)
#define COURSE (1 << LEVEL_COURSE)
#define ACTIVITY (1 << LEVEL_ACTIVITY)
#define ANY (TENANT | COURSE | ACTIVITY)

struct reading {
	struct json_check check;
	enum level level;
};

static bool refuse(struct reading *reading, const char *field, const char *reason)
{
	return json_check_refuse(&reading->check, field, reason);
}

static const char *at_index(struct reading *reading, const char *field, size_t index)
{
	return json_check_index(&reading->check, field, index);
}

static const char *at_name(struct reading *reading, const char *field, const char *name)
{
	return json_check_name(&reading->check, field, name);
}

/* Entries that compare equal as text, e.g. a model named twice. */
static bool no_twins(struct reading *reading, const char *field,
		     struct json_object *array)
{
	for (size_t i = 1; i < json_object_array_length(array); i++) {
		struct json_object *entry = json_object_array_get_idx(array, i);

		for (size_t j = 0; j < i; j++) {
			if (json_object_equal(entry, json_object_array_get_idx(array, j)))
				return refuse(reading, at_index(reading, field, i),
					      "This is in the list twice.");
		}
	}
	return true;
}

static bool time_of(struct reading *reading, const char *field, struct json_object *value)
{
	int64_t at_s;

	return json_check_time(&reading->check, field, value, &at_s);
}

/* ---- members ---- */

static bool check_prompt(struct reading *reading, const char *field,
			 struct json_object *value)
{
	return json_check_text(&reading->check, field, value, 0, POLICY_PROMPT_MAX);
}

static bool check_model(struct reading *reading, const char *field,
			struct json_object *value)
{
	return json_check_text(&reading->check, field, value, 1, MODEL_MOST);
}

static bool check_models(struct reading *reading, const char *field,
			 struct json_object *value)
{
	if (!json_check_list(&reading->check, field, value, 1, MODELS_MOST))
		return false;
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		if (!check_model(reading, at_index(reading, field, i),
				 json_object_array_get_idx(value, i)))
			return false;
	}
	return no_twins(reading, field, value);
}

static bool check_weights(struct reading *reading, const char *field,
			  struct json_object *value)
{
	if (!json_object_is_type(value, json_type_object))
		return refuse(reading, field, "This must be an object.");
	if (json_object_object_length(value) > MODELS_MOST)
		return refuse(reading, field, "This may name at most 100 models.");
	json_object_object_foreach(value, model, weight)
	{
		const char *at = at_name(reading, field, model);

		if (!*model || strlen(model) > MODEL_MOST)
			return refuse(reading, at, "A model's id has 1 to 200 bytes.");
		if (!json_check_number(&reading->check, at, weight, 0, WEIGHT_HIGHEST))
			return false;
	}
	return true;
}

static bool check_temperature(struct reading *reading, const char *field,
			      struct json_object *value)
{
	return json_check_number(&reading->check, field, value, 0, 2);
}

static bool check_output(struct reading *reading, const char *field,
			 struct json_object *value)
{
	return json_check_whole(&reading->check, field, value, 1, TOKENS_MOST);
}

static bool check_memory(struct reading *reading, const char *field,
			 struct json_object *value)
{
	return json_check_whole(&reading->check, field, value, 0, TOKENS_MOST);
}

static bool check_flag(struct reading *reading, const char *field,
		       struct json_object *value)
{
	if (!json_object_is_type(value, json_type_boolean))
		return refuse(reading, field, "This must be true or false.");
	return true;
}

static bool check_review(struct reading *reading, const char *field,
			 struct json_object *value)
{
	if (!json_object_is_type(value, json_type_string) ||
	    policy_review_rank(json_object_get_string(value)) < 0)
		return refuse(reading, field,
			      "This must be none, themes, pseudonymous or named.");
	return true;
}

static bool check_starters(struct reading *reading, const char *field,
			   struct json_object *value)
{
	if (!json_check_list(&reading->check, field, value, 0, STARTERS_MOST))
		return false;
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		if (!json_check_text(&reading->check, at_index(reading, field, i),
				     json_object_array_get_idx(value, i), 1,
				     STARTER_MOST))
			return false;
	}
	return true;
}

/* Members of an entry: all of needed are there, and nothing but those and optional. */
static bool members_are(struct reading *reading, const char *field,
			struct json_object *entry, const char *const *needed,
			size_t count, const char *optional)
{
	const struct json_members members = {needed, count, &optional, optional != NULL};

	return json_check_members(&reading->check, field, entry, &members);
}

static bool check_days(struct reading *reading, const char *field,
		       struct json_object *value)
{
	if (!json_check_list(&reading->check, field, value, 1, 7))
		return false;
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		if (!json_check_whole(&reading->check, at_index(reading, field, i),
				      json_object_array_get_idx(value, i), 1, 7))
			return false;
	}
	return no_twins(reading, field, value);
}

static bool check_weekly(struct reading *reading, const char *field,
			 struct json_object *value)
{
	static const char *const needed[] = {"days", "from", "until"};

	if (!json_check_list(&reading->check, field, value, 1, WEEKLY_MOST))
		return false;
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		struct json_object *entry = json_object_array_get_idx(value, i);
		const char *at = at_index(reading, field, i);
		int from = policy_minute(json_text(entry, "from"));
		int until = policy_minute(json_text(entry, "until"));

		if (!members_are(reading, at, entry, needed, ARRAY_LEN(needed), NULL) ||
		    !check_days(reading, at_name(reading, at, "days"),
				json_member(entry, "days")))
			return false;
		if (from < 0 || from == MINUTES_PER_DAY)
			return refuse(reading, at_name(reading, at, "from"),
				      "This must be a time of day such as 08:00.");
		if (until < 0)
			return refuse(
				reading, at_name(reading, at, "until"),
				"This must be a time of day such as 18:00, or 24:00.");
		if (until <= from)
			return refuse(reading, at_name(reading, at, "until"),
				      "This must be later than the beginning; hours past"
				      " midnight are two entries.");
	}
	return true;
}

static bool quota_check(struct reading *reading, const char *field,
			struct json_object *quota)
{
	static const char *const needed[] = {"scope", "metric", "window", "value"};
	static const char *const roles[] = {"student", "lecturer", "admin"};
	struct json_object *role = json_member(quota, "role");
	enum quota_metric metric;
	enum quota_scope scope;
	enum window window;

	if (!members_are(reading, field, quota, needed, ARRAY_LEN(needed), "role"))
		return false;
	if (!scope_parse(&scope, json_text(quota, "scope")))
		return refuse(reading, at_name(reading, field, "scope"),
			      "This must be tenant, course, activity or user.");
	if ((int)scope < (int)reading->level)
		return refuse(reading, at_name(reading, field, "scope"),
			      "This reaches beyond what these rules are for.");
	if (json_object_object_get_ex(quota, "role", NULL) &&
	    (!json_object_is_type(role, json_type_string) ||
	     text_index(json_object_get_string(role), roles, ARRAY_LEN(roles)) < 0))
		return refuse(reading, at_name(reading, field, "role"),
			      "This must be student, lecturer or admin.");
	if (!metric_parse(&metric, json_text(quota, "metric")))
		return refuse(
			reading, at_name(reading, field, "metric"),
			"This must be requests, input_tokens, output_tokens or tokens.");
	if (!window_parse(&window, json_text(quota, "window")))
		return refuse(reading, at_name(reading, field, "window"),
			      "This must be minute, hour, day, week, month or term.");
	return json_check_whole(&reading->check, at_name(reading, field, "value"),
				json_member(quota, "value"), 0, QUOTA_MOST);
}

static bool check_quotas(struct reading *reading, const char *field,
			 struct json_object *value)
{
	struct limit limits[POLICY_QUOTAS_MAX];

	if (!json_check_list(&reading->check, field, value, 0, POLICY_QUOTAS_MAX))
		return false;
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		struct json_object *quota = json_object_array_get_idx(value, i);

		if (!quota_check(reading, at_index(reading, field, i), quota))
			return false;
		policy_quota_read(&limits[i], quota, reading->level);
		for (size_t j = 0; j < i; j++) {
			if (policy_quota_same(&limits[i], &limits[j]))
				return refuse(reading, at_index(reading, field, i),
					      "There is such a limit already.");
		}
	}
	return true;
}

/* clang-format off */
static const struct member {
	const char *name;
	int levels;
	bool (*check)(struct reading *reading, const char *field, struct json_object *value);
} table[] = {
	{ "system_prompt",     COURSE | ACTIVITY, check_prompt },
	{ "model",             ANY,               check_model },
	{ "fallback_model",    ANY,               check_model },
	{ "allowed_models",    TENANT | COURSE,   check_models },
	{ "model_weights",     TENANT,            check_weights },
	{ "temperature",       ANY,               check_temperature },
	{ "max_output_tokens", ANY,               check_output },
	{ "memory_tokens",     ANY,               check_memory },
	{ "exam_lock",         ANY,               check_flag },
	{ "exam_until",        ANY,               time_of },
	{ "open_from",         ANY,               time_of },
	{ "open_until",        ANY,               time_of },
	{ "weekly",            ANY,               check_weekly },
	{ "review",            ANY,               check_review },
	{ "starters",          COURSE | ACTIVITY, check_starters },
	{ "quotas",            ANY,               check_quotas },
};
/* clang-format on */

static const struct member *member_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (text_equal(table[i].name, name))
			return &table[i];
	}
	return NULL;
}

static bool document_check(struct reading *reading, struct json_object *document)
{
	int64_t from_s, until_s;

	if (!json_object_is_type(document, json_type_object))
		return refuse(reading, "", "The rules must be an object.");
	json_object_object_foreach(document, name, value)
	{
		const struct member *member = member_find(name);
		const char *field = at_name(reading, "", name);

		if (!member)
			return refuse(reading, field, "There is no such field.");
		if (!(member->levels & 1 << reading->level))
			return refuse(reading, field, "This is not set at this level.");
		if (!member->check(reading, field, value))
			return false;
	}
	if (clock_parse(&from_s, json_text(document, "open_from")) &&
	    clock_parse(&until_s, json_text(document, "open_until")) && until_s <= from_s)
		return refuse(reading, "/open_until",
			      "This must be later than the opening.");
	if (json_member(document, "exam_until") &&
	    !json_flag(document, "exam_lock", false))
		return refuse(reading, "/exam_until",
			      "Only an exam lock has such an end.");
	if (strlen(json_write(document)) > POLICY_DOCUMENT_MAX)
		return refuse(reading, "", "These rules are too long.");
	return true;
}

bool policy_document_check(struct json_object *document, enum level level,
			   struct arena *arena, struct policy_fault *fault)
{
	struct reading reading = {{.arena = arena}, level};
	bool good = document_check(&reading, document);

	if (!good) {
		fault->field = reading.check.fault.field;
		fault->reason = reading.check.fault.reason;
	}
	return good;
}
