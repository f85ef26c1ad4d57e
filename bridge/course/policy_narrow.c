/* Policy narrow: a lower level may only narrow what the levels above allow. */
#include "base/json.h"
#include "base/text.h"
#include "course/policy_parts.h"

struct comparing {
	struct arena *arena;
	const struct policy_stack *stack;
	enum level level; /* of the document */
	struct json_object *document;
	struct policy_fault *fault;
};

static bool refuse(struct comparing *comparing, const char *field, const char *reason)
{
	comparing->fault->field = field;
	comparing->fault->reason = reason;
	return false;
}

static const char *owner(enum level level)
{
	return level == LEVEL_TENANT ? "the university" : "the course";
}

static bool models_narrow(struct comparing *comparing, struct json_object *above,
			  enum level of)
{
	static const char *const single[] = {"model", "fallback_model"};
	struct json_object *higher = json_array_of(above, "allowed_models");
	struct json_object *list = json_array_of(comparing->document, "allowed_models");
	const char *reason =
		arena_printf(comparing->arena,
			     "This model is not among those that %s allows.", owner(of));

	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *model = json_object_array_get_idx(list, i);

		if (!policy_list_has(higher, json_object_get_string(model)))
			return refuse(
				comparing,
				arena_printf(comparing->arena, "/allowed_models/%zu", i),
				reason);
	}
	for (size_t i = 0; i < ARRAY_LEN(single); i++) {
		const char *model = json_text(comparing->document, single[i]);

		if (model && !policy_list_has(higher, model))
			return refuse(comparing,
				      arena_printf(comparing->arena, "/%s", single[i]),
				      reason);
	}
	return true;
}

/* The document's own list binds its own choices too. */
static bool models_agree(struct comparing *comparing)
{
	struct json_object *list = json_array_of(comparing->document, "allowed_models");
	const char *model = json_text(comparing->document, "model");
	const char *fallback = json_text(comparing->document, "fallback_model");

	if (model && !policy_list_has(list, model))
		return refuse(comparing, "/model",
			      "This model is not among the allowed ones.");
	if (fallback && !policy_list_has(list, fallback))
		return refuse(comparing, "/fallback_model",
			      "This model is not among the allowed ones.");
	return true;
}

static bool number_narrows(struct comparing *comparing, struct json_object *above,
			   enum level of, const char *name)
{
	double higher = json_number(above, name, -1);

	if (higher >= 0 && json_number(comparing->document, name, 0) > higher)
		return refuse(comparing, arena_printf(comparing->arena, "/%s", name),
			      arena_printf(comparing->arena, "At most %lld, says %s.",
					   (long long)higher, owner(of)));
	return true;
}

static bool schedule_narrows(struct comparing *comparing, struct json_object *above,
			     enum level of)
{
	int64_t above_from = policy_time(above, "open_from");
	int64_t above_until = policy_time(above, "open_until");
	int64_t from = policy_time(comparing->document, "open_from");
	int64_t until = policy_time(comparing->document, "open_until");
	struct json_object *weekly = json_array_of(comparing->document, "weekly");
	struct policy_week outer, inner;

	if (from && above_from && from < above_from)
		return refuse(comparing, "/open_from",
			      arena_printf(comparing->arena, "Not before %s opens: %s.",
					   owner(of), json_text(above, "open_from")));
	if (from && above_until && from >= above_until)
		return refuse(comparing, "/open_from",
			      arena_printf(comparing->arena, "Not after %s closes: %s.",
					   owner(of), json_text(above, "open_until")));
	if (until && above_until && until > above_until)
		return refuse(comparing, "/open_until",
			      arena_printf(comparing->arena, "Not after %s closes: %s.",
					   owner(of), json_text(above, "open_until")));
	if (until && above_from && until <= above_from)
		return refuse(comparing, "/open_until",
			      arena_printf(comparing->arena, "Not before %s opens: %s.",
					   owner(of), json_text(above, "open_from")));
	if (!weekly)
		return true;
	policy_week_read(&outer, json_array_of(above, "weekly"));
	policy_week_read(&inner, weekly);
	if (!policy_week_covers(&outer, &inner))
		return refuse(comparing, "/weekly",
			      arena_printf(comparing->arena,
					   "This is open when %s is not.", owner(of)));
	return true;
}

static bool review_narrows(struct comparing *comparing, struct json_object *above,
			   enum level of)
{
	int higher = policy_review_rank(json_text(above, "review"));

	if (higher >= 0 &&
	    policy_review_rank(json_text(comparing->document, "review")) > higher)
		return refuse(comparing, "/review",
			      arena_printf(comparing->arena, "At most %s, says %s.",
					   json_text(above, "review"), owner(of)));
	return true;
}

static bool quotas_narrow(struct comparing *comparing, struct json_object *above,
			  enum level of)
{
	struct json_object *higher = json_array_of(above, "quotas");
	struct json_object *quotas = json_array_of(comparing->document, "quotas");

	for (size_t i = 0; quotas && i < json_object_array_length(quotas); i++) {
		struct limit limit;

		policy_quota_read(&limit, json_object_array_get_idx(quotas, i),
				  comparing->level);
		for (size_t j = 0; higher && j < json_object_array_length(higher); j++) {
			struct limit bound;

			policy_quota_read(&bound, json_object_array_get_idx(higher, j),
					  of);
			if (policy_quota_same(&limit, &bound) &&
			    limit.value > bound.value)
				return refuse(comparing,
					      arena_printf(comparing->arena,
							   "/quotas/%zu/value", i),
					      arena_printf(comparing->arena,
							   "At most %lld, says %s.",
							   (long long)bound.value,
							   owner(of)));
		}
	}
	return true;
}

bool policy_narrows(const struct policy_stack *stack, enum level level,
		    struct json_object *document, struct arena *arena,
		    struct policy_fault *fault)
{
	struct comparing comparing = {arena, stack, level, document, fault};

	if (!models_agree(&comparing))
		return false;
	for (int of = LEVEL_TENANT; of < (int)level; of++) {
		struct json_object *above = stack->documents[of];

		if (!models_narrow(&comparing, above, (enum level)of) ||
		    !number_narrows(&comparing, above, (enum level)of,
				    "max_output_tokens") ||
		    !number_narrows(&comparing, above, (enum level)of, "memory_tokens") ||
		    !schedule_narrows(&comparing, above, (enum level)of) ||
		    !review_narrows(&comparing, above, (enum level)of) ||
		    !quotas_narrow(&comparing, above, (enum level)of))
			return false;
	}
	return true;
}
