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

#endif
