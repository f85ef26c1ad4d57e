/*
 * Squeeze: a text without what does not matter when texts are compared, and where each byte of
 * it came from. White space becomes one blank, every quotation mark and apostrophe "'", every
 * dash "-", "…" three dots; invisible characters go; a hyphen between letters goes with the
 * blanks behind it, so that a word divided at a line's end is the word; ligatures are spelt
 * out and an umlaut written as two characters becomes one.
 */
#ifndef KIBRIDGE_MARKING_SQUEEZE_H
#define KIBRIDGE_MARKING_SQUEEZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct squeeze {
	const char *source; /* borrowed */
	size_t source_len;
	char *bytes; /* valid UTF-8, NUL behind; no blanks at its ends */
	size_t len;
	uint32_t *from; /* for each byte: where its character begins in the source */
	uint32_t *sentence; /* for each byte: the number of its sentence, rising */
};

enum squeeze_flags { SQUEEZE_LOWER = 1 << 0 };

/** @text valid UTF-8 below 4 GiB; takes about nine times its length from the arena. */
void squeeze_make(struct squeeze *out, struct arena *arena, const char *text, size_t len,
		  unsigned flags);
/** The source's byte where squeezed [start, end) ends, combining marks included. */
size_t squeeze_source_end(const struct squeeze *squeeze, size_t end);

#endif
