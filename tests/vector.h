/* Vector: the examples below tests/vectors/, read for a test. */
#ifndef KIBRIDGE_TESTS_VECTOR_H
#define KIBRIDGE_TESTS_VECTOR_H

#include <stdio.h>

#include "base/json.h"

/** The arena owns it; NULL: there is no such file. @path below tests/vectors/ */
static inline struct json_object *vector_json(struct arena *arena, const char *path)
{
	char full[512];
	struct json_object *read, *kept = NULL;

	snprintf(full, sizeof(full), "%s/%s", TEST_VECTORS, path);
	read = json_object_from_file(full);
	if (read)
		kept = json_copy(arena, read);
	json_object_put(read);
	return kept;
}

#endif
