/* Policy gate: whether the rules let students in now, and when they do next. */
#include "base/json.h"
#include "course/policy_parts.h"

/* The first open instant from at_s on, inside the dates; 0: nobody knows one. */
static int64_t opens(const struct policy *policy, const struct zone *zone, int64_t at_s)
{
	struct policy_week week;
	int64_t opens_s = at_s;

	if (policy->open_from_s > opens_s)
		opens_s = policy->open_from_s;
	if (policy->weekly) {
		policy_week_read(&week, policy->weekly);
		opens_s = policy_week_opens(&week, zone, opens_s);
	}
	if (policy->open_until_s && opens_s >= policy->open_until_s)
		return 0;
	return opens_s;
}

bool policy_exam_locked(const struct policy *policy, int64_t at_s)
{
	return policy->exam_lock &&
	       (!policy->exam_until_s || at_s < policy->exam_until_s);
}

enum policy_gate policy_gate(const struct policy *policy, const struct zone *zone,
			     int64_t now_s, int64_t *opens_s)
{
	struct policy_week week;

	*opens_s = 0;
	if (policy_exam_locked(policy, now_s)) {
		if (policy->exam_until_s)
			*opens_s = opens(policy, zone, policy->exam_until_s);
		return GATE_EXAM;
	}
	if (policy->open_until_s && now_s >= policy->open_until_s)
		return GATE_OVER;
	if (now_s < policy->open_from_s) {
		*opens_s = opens(policy, zone, now_s);
		return GATE_NOT_YET;
	}
	if (policy->weekly) {
		policy_week_read(&week, policy->weekly);
		if (!policy_week_open(&week, zone, now_s)) {
			*opens_s = opens(policy, zone, now_s);
			return GATE_HOURS;
		}
	}
	return GATE_OPEN;
}

const char *policy_gate_name(enum policy_gate gate)
{
	static const char *const names[] = {
		[GATE_OPEN] = "open", [GATE_NOT_YET] = "not_yet",
		[GATE_OVER] = "over", [GATE_HOURS] = "hours",
		[GATE_EXAM] = "exam", [GATE_SETUP] = "setup",
	};

	return names[gate];
}

struct json_object *policy_gate_json(struct arena *arena, enum policy_gate gate,
				     int64_t opens_s)
{
	struct json_object *json = json_new(arena);

	json_put_text(json, "state", policy_gate_name(gate));
	return json_put_time(json, "opens_at", opens_s);
}
