/* The choice of a model, the same for what a page shows and what a question meets. */
#include "course/model.h"

#include "base/text.h"

bool model_allowed(const struct policy *policy, const char *model)
{
	if (!policy->allowed_models)
		return true;
	for (const char **allowed = policy->allowed_models; *allowed; allowed++)
		if (text_equal(*allowed, model))
			return true;
	return false;
}

const struct backend_model *model_choose(const struct policy *policy, const char *wanted,
					 const struct backend_model *models, size_t count)
{
	const struct backend_model *found = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!model_allowed(policy, models[i].id))
			continue;
		if (wanted ? text_equal(models[i].id, wanted)
			   : !found || (models[i].available && !found->available))
			found = &models[i];
	}
	return found;
}

void model_choose_both(struct model_choice *out, const struct policy *policy,
		       const char *wanted, const struct backend_model *models,
		       size_t count)
{
	const struct backend_model *other = NULL;

	*out = (struct model_choice){
		.first = model_choose(policy, wanted, models, count),
	};
	if (policy->fallback_model)
		other = model_choose(policy, policy->fallback_model, models, count);
	if (!other || other == out->first || !other->available)
		return;
	if (out->first && out->first->available) {
		out->fallback = other;
		return;
	}
	out->instead_of = out->first ? out->first->id : wanted;
	out->first = other;
}

bool model_fallback_helps(const struct standing *binding)
{
	const struct limit *limit = &binding->limit;

	/* 0 blocks every model; questions count the same for all of them */
	return limit->metric != METRIC_REQUESTS && limit->value + limit->granted > 0;
}
