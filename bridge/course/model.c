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
