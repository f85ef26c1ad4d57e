/* GET policy/effective: what is in force for an activity, and which level set each value. */
#include "base/json.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/api.h"
#include "course/policy.h"
#include "course/policy_place.h"
#include "course/session.h"
#include "course/tenant.h"
#include "quota/ledger.h"

static struct json_object *texts(struct arena *arena, const char *const *list)
{
	struct json_object *json = json_list(arena);

	for (; *list; list++)
		json_add_text(json, *list);
	return json;
}

static struct json_object *weights_json(struct arena *arena,
					const struct weights *weights)
{
	struct json_object *json = json_new(arena);

	for (size_t i = 0; i < weights->count; i++)
		json_put_number(json, weights->list[i].model,
				(double)weights->list[i].milli / (double)WEIGHT_ONE);
	return json;
}

static struct json_object *values_json(struct arena *arena, const struct policy *policy,
				       int64_t now_s)
{
	struct json_object *json = json_new(arena);

	json_put_text(json, "course_prompt", policy->course_prompt);
	json_put_text(json, "activity_prompt", policy->activity_prompt);
	json_put_text(json, "model", policy->model);
	json_put_text(json, "fallback_model", policy->fallback_model);
	json_put(json, "allowed_models",
		 policy->allowed_models ? texts(arena, policy->allowed_models) : NULL);
	json_put(json, "model_weights", weights_json(arena, &policy->weights));
	json_put_number(json, "temperature", policy->temperature);
	json_put_int(json, "max_output_tokens", policy->max_output_tokens);
	json_put_int(json, "memory_tokens", policy->memory_tokens);
	json_put_bool(json, "exam_lock", policy_exam_locked(policy, now_s));
	json_put_time(json, "exam_until",
		      policy_exam_locked(policy, now_s) ? policy->exam_until_s : 0);
	json_put_time(json, "open_from", policy->open_from_s);
	json_put_time(json, "open_until", policy->open_until_s);
	json_put(json, "weekly", policy->weekly);
	json_put_text(json, "review", policy->review);
	json_put(json, "starters",
		 policy->starters ? json_share(policy->starters) : json_list(arena));
	return json;
}

/* How each limit stands for the caller; a lecturer's own use, mostly none. */
static enum db_status limits_json(struct json_object *items, struct call *call,
				  const struct policy *policy, const char *activity,
				  const struct zone *zone)
{
	const struct quota_subject subject = {
		.tenant = call->session->tenant,
		.course = call->session->course,
		.activity = activity ? activity : "",
		.person = call->session->person,
		.role = rank_role(call->session->rank),
		.pool = POOL_MAIN,
	};
	struct standing *standings;
	enum db_status status;

	if (!policy->limit_count)
		return DB_OK;
	standings = arena_alloc(call->arena, policy->limit_count * sizeof(*standings));
	status = ledger_standings(db_reader(call->parts->db), zone, &subject,
				  policy->limits, policy->limit_count, call->now_s,
				  standings);
	for (size_t i = 0; status == DB_OK && i < policy->limit_count; i++)
		json_add(items, standing_json(&standings[i]));
	return status;
}

struct reply *course_policy_effective(struct call *call)
{
	struct json_object *body = json_new(call->arena),
			   *limits = json_list(call->arena);
	struct db_conn *conn = db_reader(call->parts->db);
	const struct zone *zone;
	struct policy *policy;
	struct reply *refusal;
	const char *activity;
	enum policy_gate gate;
	int64_t opens_s;

	refusal = policy_place_activity(&activity, call);
	if (refusal)
		return refusal;
	if (!call->session->course)
		return reply_error(call, 404, "not-found", "There is no course here.");
	zone = tenant_zone(conn, call->session->tenant);
	if (policy_effective(&policy, conn, call->arena, call->session->tenant,
			     call->session->course, activity) != DB_OK ||
	    limits_json(limits, call, policy, activity, zone) != DB_OK)
		return reply_store_failed(call);
	gate = policy_gate(policy, zone, call->now_s, &opens_s);

	json_put(body, "values", values_json(call->arena, policy, call->now_s));
	json_put(body, "origins", policy->origins);
	json_put(body, "limits", limits);
	json_put(body, "gate", policy_gate_json(call->arena, gate, opens_s));
	json_put_text(body, "time_zone", zone_name(zone));
	return reply_json(call, 200, body);
}
