/*
 * Quotation: whether a model quotes what is really there, and where. Text and quotation are
 * compared without what models change in passing: white space, the kind of quotation marks and
 * dashes, soft and line-end hyphens, invisible characters, the case of the first letter, the
 * punctuation at the ends. "…", "..." and "[…]" may leave something out inside a sentence.
 * Anything else that differs makes it no quotation. Linear in the text, whatever it is.
 */
#ifndef KIBRIDGE_MARKING_QUOTATION_H
#define KIBRIDGE_MARKING_QUOTATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Of what is compared, in bytes: shorter ones are found by chance, longer ones prove nothing. */
#define QUOTATION_LEN_MIN 8
#define QUOTATION_LEN_MAX 1000
#define QUOTATION_PARTS_MAX                                                              \
	4 /* between gaps; each of QUOTATION_PART_MIN bytes at least */
#define QUOTATION_PART_MIN 4
#define QUOTATION_GAP_MAX 600 /* bytes that one gap leaves out at most */

struct quotation_text; /* a text made ready for comparing */

/**
 * @text valid UTF-8; borrowed. Takes about nine times its length from the arena.
 */
struct quotation_text *quotation_prepare(struct arena *arena, const char *text,
					 size_t len);

/* Where it is in the text as it was given: [start, end) */
struct quotation_place {
	size_t start, end; /* bytes, at character boundaries */
	size_t start_utf16, end_utf16; /* UTF-16 code units, what a browser counts in */
};

enum quotation_outcome {
	QUOTATION_FOUND,
	QUOTATION_ABSENT,
	QUOTATION_SHORT,
	QUOTATION_LONG,
};
/**
 * @quote UTF-8; NULL counts as QUOTATION_SHORT. The first place of several.
 * @out   is set with QUOTATION_FOUND; show the text between its ends, not the quote
 */
enum quotation_outcome quotation_find(struct quotation_place *out,
				      const struct quotation_text *text,
				      const char *quote);

#endif
