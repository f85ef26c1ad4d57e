/*
 * Said: what nodes write down for each other, as JSON. Two texts: a node's word (the slots that
 * it holds, and who waits there), and the turns that all have had.
 */
#ifndef KIBRIDGE_BACKEND_SAID_H
#define KIBRIDGE_BACKEND_SAID_H

#include "backend/deal.h"

/* Another node, by its word. */
struct said_node {
	const char *id;
	const char *said; /* "": of a version that did not speak yet */
	bool silent; /* it has said nothing for too long, though it may live */
};

/** Our word on what was dealt; lives as long as the arena. */
const char *said_write(const struct deal *deal, struct arena *arena);
/**
 * Adds what a node holds, and its claims unless it is silent. Of a node that did not speak, the
 * share it takes is counted.
 * @return its backends (bits) that have a slot of which it would not know that others wait
 */
uint32_t said_read(struct deal *deal, struct arena *arena, const struct said_node *node);

const char *turns_write(const struct deal *deal, struct arena *arena);
/** Into the deal's backends, which have none yet. Anything but turns: nobody has had any. */
void turns_read(struct deal *deal, struct arena *arena, const char *text);

#endif
