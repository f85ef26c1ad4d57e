/*
 * Policy effective: three documents folded into the rules in force. Documents were checked
 * against the levels above them when they were stored; the levels above may have changed since,
 * so the fold narrows again and never trusts that they still agree.
 */
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "course/policy_parts.h"

#define TEMPERATURE 0.6
#define OUTPUT_TOKENS 2048
#define MEMORY_TOKENS 8000

static const char *const from_nobody = "default";

static void origin(struct policy *policy, const char *name, int level)
{
	json_put_text(policy->origins, name,
		      level < 0 ? from_nobody : level_name((enum level)level));
}

/* The lowest level that sets the member; -1: none does. */
static int lowest(const struct policy_stack *stack, const char *name)
{
	for (int level = LEVEL_COUNT - 1; level >= 0; level--) {
		if (json_member(stack->documents[level], name))
			return level;
	}
	return -1;
}

/* The least number that any level sets. */
static int64_t least(struct policy *policy, const struct policy_stack *stack,
		     const char *name, int64_t fallback)
{
	int from = -1;
	double value = 0;

	for (int level = 0; level < LEVEL_COUNT; level++) {
		double here = json_number(stack->documents[level], name, -1);

		if (here >= 0 && (from < 0 || here <= value)) {
			value = here;
			from = level;
		}
	}
	origin(policy, name, from);
	return from < 0 ? fallback : (int64_t)value;
}

/* ---- models ---- */

static void fold_allowed(struct policy *policy, const struct policy_stack *stack,
			 struct arena *arena)
{
	struct json_object *outer =
		json_array_of(stack->documents[LEVEL_TENANT], "allowed_models");
	struct json_object *inner =
		json_array_of(stack->documents[LEVEL_COURSE], "allowed_models");
	size_t count = 0;

	origin(policy, "allowed_models",
	       inner   ? LEVEL_COURSE
	       : outer ? LEVEL_TENANT
		       : -1);
	if (!inner) {
		inner = outer;
		outer = NULL;
	}
	if (!inner)
		return;
	policy->allowed_models = arena_alloc(
		arena, (json_object_array_length(inner) + 1) * sizeof(const char *));
	for (size_t i = 0; i < json_object_array_length(inner); i++) {
		const char *model =
			json_object_get_string(json_object_array_get_idx(inner, i));

		if (policy_list_has(outer, model))
			policy->allowed_models[count++] = model;
	}
}

/* In thousandths, rounded up: nothing that costs something becomes free. */
static void fold_weights(struct policy *policy, const struct policy_stack *stack,
			 struct arena *arena)
{
	struct json_object *set =
		json_object_of(stack->documents[LEVEL_TENANT], "model_weights");
	struct weight *list;

	origin(policy, "model_weights", set ? LEVEL_TENANT : -1);
	if (!set)
		return;
	list = arena_alloc(arena,
			   (size_t)(json_object_object_length(set) + 1) * sizeof(*list));
	policy->weights.list = list;
	json_object_object_foreach(set, model, weight)
	{
		double milli = json_object_get_double(weight) * (double)WEIGHT_ONE;

		list[policy->weights.count].model = model;
		list[policy->weights.count++].milli = (int64_t)ceil(milli - 1e-6);
	}
}

static bool allowed(const struct policy *policy, const char *model)
{
	if (!policy->allowed_models)
		return true;
	for (const char **at = policy->allowed_models; *at; at++) {
		if (text_equal(*at, model))
			return true;
	}
	return false;
}

/* A choice that is no longer allowed counts as not made. */
static const char *fold_model(struct policy *policy, const struct policy_stack *stack,
			      const char *name)
{
	int level = lowest(stack, name);
	const char *model = level < 0 ? NULL : json_text(stack->documents[level], name);

	if (!model || !allowed(policy, model)) {
		origin(policy, name, -1);
		return NULL;
	}
	origin(policy, name, level);
	return model;
}

/* ---- schedule ---- */

static void fold_dates(struct policy *policy, const struct policy_stack *stack)
{
	int from = -1, until = -1;

	for (int level = 0; level < LEVEL_COUNT; level++) {
		int64_t opens = policy_time(stack->documents[level], "open_from");
		int64_t closes = policy_time(stack->documents[level], "open_until");

		if (opens && opens >= policy->open_from_s) {
			policy->open_from_s = opens;
			from = level;
		}
		if (closes && (!policy->open_until_s || closes <= policy->open_until_s)) {
			policy->open_until_s = closes;
			until = level;
		}
	}
	origin(policy, "open_from", from);
	origin(policy, "open_until", until);
}

static void fold_weekly(struct policy *policy, const struct policy_stack *stack,
			struct arena *arena)
{
	int level = lowest(stack, "weekly");
	struct policy_week week;

	origin(policy, "weekly", level);
	if (level < 0)
		return;
	policy_week_read(&week, json_array_of(stack->documents[level], "weekly"));
	for (int above = 0; above < level; above++) {
		struct policy_week outer;

		policy_week_read(&outer,
				 json_array_of(stack->documents[above], "weekly"));
		policy_week_intersect(&week, &outer);
	}
	policy->weekly = policy_week_json(arena, &week);
}

/* The highest lock is named; of several, the one that ends last says when, or that none does. */
static void fold_lock(struct policy *policy, const struct policy_stack *stack)
{
	bool endless = false;
	int from = -1, until = -1;

	for (int level = LEVEL_COUNT - 1; level >= 0; level--) {
		int64_t until_s;

		if (!json_flag(stack->documents[level], "exam_lock", false))
			continue;
		from = level;
		until_s = policy_time(stack->documents[level], "exam_until");
		endless |= until_s == 0;
		if (until_s > policy->exam_until_s) {
			policy->exam_until_s = until_s;
			until = level;
		}
	}
	if (endless)
		policy->exam_until_s = 0;
	policy->exam_lock = from >= 0;
	origin(policy, "exam_lock", from);
	origin(policy, "exam_until", endless ? -1 : until);
}

/* ---- the rest ---- */

/*
 * What course or activity promise, but never more than the tenant's ceiling. The tenant's word
 * alone opens nothing: raising the ceiling must not widen what students were told.
 */
static void fold_review(struct policy *policy, const struct policy_stack *stack)
{
	int level = lowest(stack, "review");

	policy->review = "none";
	if (level <= LEVEL_TENANT) {
		origin(policy, "review", -1);
		return;
	}
	policy->review = json_text(stack->documents[level], "review");
	for (int above = level - 1; above >= 0; above--) {
		const char *ceiling = json_text(stack->documents[above], "review");

		if (ceiling &&
		    policy_review_rank(ceiling) < policy_review_rank(policy->review)) {
			policy->review = ceiling;
			level = above;
		}
	}
	origin(policy, "review", level);
}

static void fold_prompts(struct policy *policy, const struct policy_stack *stack)
{
	const char *course = json_text(stack->documents[LEVEL_COURSE], "system_prompt");
	const char *activity =
		json_text(stack->documents[LEVEL_ACTIVITY], "system_prompt");
	int level = lowest(stack, "starters");

	policy->course_prompt = course ? course : "";
	policy->activity_prompt = activity ? activity : "";
	origin(policy, "system_prompt", lowest(stack, "system_prompt"));
	if (level >= 0)
		policy->starters = json_array_of(stack->documents[level], "starters");
	origin(policy, "starters", level);
}

static void fold_temperature(struct policy *policy, const struct policy_stack *stack)
{
	int level = lowest(stack, "temperature");

	policy->temperature = TEMPERATURE;
	if (level >= 0)
		policy->temperature =
			json_number(stack->documents[level], "temperature", TEMPERATURE);
	origin(policy, "temperature", level);
}

/* All limits of all levels apply side by side. */
static void fold_quotas(struct policy *policy, const struct policy_stack *stack)
{
	for (int level = 0; level < LEVEL_COUNT; level++) {
		struct json_object *quotas =
			json_array_of(stack->documents[level], "quotas");

		for (size_t i = 0; quotas && i < json_object_array_length(quotas); i++) {
			if (policy->limit_count == ARRAY_LEN(policy->limits))
				return;
			policy_quota_read(&policy->limits[policy->limit_count++],
					  json_object_array_get_idx(quotas, i),
					  (enum level)level);
		}
	}
}

struct policy *policy_fold(struct arena *arena, const struct policy_stack *stack)
{
	struct policy *policy = arena_alloc(arena, sizeof(*policy));

	policy->origins = json_new(arena);
	fold_prompts(policy, stack);
	fold_allowed(policy, stack, arena);
	fold_weights(policy, stack, arena);
	policy->model = fold_model(policy, stack, "model");
	policy->fallback_model = fold_model(policy, stack, "fallback_model");
	fold_temperature(policy, stack);
	policy->max_output_tokens =
		least(policy, stack, "max_output_tokens", OUTPUT_TOKENS);
	policy->memory_tokens = least(policy, stack, "memory_tokens", MEMORY_TOKENS);
	fold_lock(policy, stack);
	fold_dates(policy, stack);
	fold_weekly(policy, stack, arena);
	fold_review(policy, stack);
	fold_quotas(policy, stack);
	return policy;
}

enum db_status policy_stack_load(struct policy_stack *out, struct db_conn *conn,
				 struct arena *arena, const char *tenant,
				 const char *course, const char *activity)
{
	const char *const ids[LEVEL_COUNT] = {tenant, course, activity};

	for (int level = 0; level < LEVEL_COUNT; level++) {
		enum db_status status;
		int64_t version;

		out->documents[level] = json_new(arena);
		if (!ids[level])
			continue;
		status = policy_document(&out->documents[level], &version, conn, arena,
					 (enum level)level, ids[level]);
		if (status != DB_OK)
			return status;
	}
	return DB_OK;
}

enum db_status policy_effective(struct policy **out, struct db_conn *conn,
				struct arena *arena, const char *tenant,
				const char *course, const char *activity)
{
	struct policy_stack stack;
	enum db_status status;

	*out = NULL;
	status = policy_stack_load(&stack, conn, arena, tenant, course, activity);
	if (status == DB_OK)
		*out = policy_fold(arena, &stack);
	return status;
}
