/*
 * Fence: how foreign text stands in a prompt as data. Its lines are between two marks with a
 * random boundary, which whoever wrote the text cannot know; should it be in there after all,
 * it is taken out. Characters that cannot be seen go too: nobody would miss them but a reader
 * of hidden instructions.
 */
#ifndef KIBRIDGE_MARKING_FENCE_H
#define KIBRIDGE_MARKING_FENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"

struct fence {
	char boundary[RANDOM_ID];
};

void fence_init(struct fence *fence); /* a new boundary for every prompt */

/**
 * Adds "<<<NAME boundary\n…text…\nboundary NAME>>>\n".
 * @name "work": letters, ours
 * @return false when out's cap would be passed; then nothing was added
 */
bool fence_add(struct buf *out, const struct fence *fence, const char *name,
	       const char *text, size_t len) __attribute__((warn_unused_result));

/** The text as the fence would hold it: what a reader of the receipt sees is what was sent. */
char *fence_clean(struct arena *arena, size_t *clean_len, const char *text, size_t len);

#endif
