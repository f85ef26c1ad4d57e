/* Fuzz: a backend's list of models, and Retry-After. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "backend/models.h"
#include "backend/retry_after.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ARENA *arena = arena_new(16 * MIB);
	const char *text = arena_strndup(arena, (const char *)data, size);
	struct model_list list;

	if (models_read(&list, arena, (const char *)data, size))
		for (size_t i = 0; i < list.count; i++)
			if (models_find(&list, list.models[i].id) != &list.models[i])
				abort(); /* listed twice */
	models_split(&list, arena, text);
	if (retry_after_s(text, 1795225545) > RETRY_AFTER_MAX_S)
		abort();
	return 0;
}
