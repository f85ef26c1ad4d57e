/* Model: which of the backends' models a question goes to. */
#ifndef KIBRIDGE_COURSE_MODEL_H
#define KIBRIDGE_COURSE_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "backend/backend.h"
#include "course/policy.h"

bool model_allowed(const struct policy *policy, const char *model);

/**
 * The wanted one if it is allowed and there; with wanted NULL the first allowed one, one
 * that answers before one that does not. NULL if there is none.
 */
const struct backend_model *model_choose(const struct policy *policy, const char *wanted,
					 const struct backend_model *models,
					 size_t count);

/*
 * A lecturer may name a model to take instead of a refusal (fallback_model): when the chosen one
 * does not answer, or when a limit on tokens has no room for it. (docs/limits.md)
 */
struct model_choice {
	const struct backend_model *first; /* NULL: there is none */
	const char *instead_of; /* first is the fallback of this one; NULL: it is not */
	const struct backend_model *fallback; /* to try next; NULL: nothing to try */
};

void model_choose_both(struct model_choice *out, const struct policy *policy,
		       const char *wanted, const struct backend_model *models,
		       size_t count);
/** Might another model pass where this limit refused? */
bool model_fallback_helps(const struct standing *binding);

/* Why the fallback answered, as the receipt says it. */
#define MODEL_INSTEAD_LIMIT "limit"
#define MODEL_INSTEAD_UNAVAILABLE "unavailable"

#endif
