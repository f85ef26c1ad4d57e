/* Suspicion parts: what the files of the suspicion share among themselves. */
#ifndef KIBRIDGE_MARKING_SUSPICION_PARTS_H
#define KIBRIDGE_MARKING_SUSPICION_PARTS_H

#include "marking/squeeze.h"
#include "marking/suspicion.h"

struct suspicion_list {
	struct arena *arena;
	const char *text;
	size_t len;
	struct suspicion *items; /* SUSPICIONS_MAX */
	size_t count;
};

/** @quote NULL: what stands at [start, end), cut to SUSPICION_QUOTE_MAX. */
void suspicion_add(struct suspicion_list *list, enum suspicion_reason reason,
		   size_t start, size_t end, const char *quote);

/** Phrases, by a table of them. */
void suspicion_phrases(struct suspicion_list *list);
/** Characters that cannot be seen. */
void suspicion_characters(struct suspicion_list *list);

#endif
