/* Policy parts: small readers of checked documents. */
#include "course/policy_parts.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

int policy_review_rank(const char *review)
{
	static const char *const modes[] = {"none", "themes", "pseudonymous", "named"};

	return text_index(review, modes, ARRAY_LEN(modes));
}

void policy_quota_read(struct limit *out, struct json_object *quota, enum level level)
{
	const char *role = json_text(quota, "role");

	*out = (struct limit){.level = level, .role = role ? role : ""};
	scope_parse(&out->scope, json_text(quota, "scope"));
	metric_parse(&out->metric, json_text(quota, "metric"));
	window_parse(&out->window, json_text(quota, "window"));
	out->value = (int64_t)json_number(quota, "value", 0);
}

bool policy_quota_same(const struct limit *a, const struct limit *b)
{
	return a->scope == b->scope && a->metric == b->metric && a->window == b->window &&
	       text_equal(a->role, b->role);
}

int64_t policy_time(struct json_object *document, const char *name)
{
	int64_t at_s;

	return clock_parse(&at_s, json_text(document, name)) ? at_s : 0;
}

bool policy_list_has(struct json_object *list, const char *text)
{
	if (!list)
		return true;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *entry = json_object_array_get_idx(list, i);

		if (text_equal(json_object_get_string(entry), text))
			return true;
	}
	return false;
}
