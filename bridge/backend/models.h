/* Models: what a backend's GET /models lists, in the shapes of its makers. Pure. */
#ifndef KIBRIDGE_BACKEND_MODELS_H
#define KIBRIDGE_BACKEND_MODELS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define MODELS_MAX 500 /* more are not read */
#define MODELS_BYTES_MAX ((size_t)1024 * 1024) /* of the answer */
#define MODELS_ID_MAX 200 /* bytes; ids may contain spaces and slashes, not controls */

struct model {
	const char *id;
	unsigned context_tokens; /* 0: not told */
};

struct model_list {
	struct model *models;
	size_t count;
};

/** False if the body is not such a list. Everything in @out lives in the arena. */
bool models_read(struct model_list *out, struct arena *arena, const char *body,
		 size_t len);
/** The config's form: ids separated by ';', spaces around them dropped. */
void models_split(struct model_list *out, struct arena *arena, const char *ids);
const struct model *models_find(const struct model_list *list, const char *id);

#endif
