/* Packed: zip files made in memory, for tests. */
#ifndef KIBRIDGE_TESTS_FEEDBACK_PACKED_H
#define KIBRIDGE_TESTS_FEEDBACK_PACKED_H

#include <stddef.h>

#include "base/arena.h"

struct packed_entry {
	const char *name; /* NULL ends the list */
	const char *bytes;
	size_t len; /* 0: a text */
	const char *password; /* NULL: not encrypted */
};

/** @return the file, in the arena */
void *packed_make(struct arena *arena, size_t *len, const struct packed_entry *entries);

#endif
