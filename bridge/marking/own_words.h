/*
 * Own words: the words of a text in a form in which texts can be compared by what they say: small
 * letters, no punctuation, the beginning of a word standing for its inflections. A word says
 * something when it is long enough and no mere function word of German or English.
 */
#ifndef KIBRIDGE_MARKING_OWN_WORDS_H
#define KIBRIDGE_MARKING_OWN_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define WORD_STEM                                                                        \
	6 /* letters that are compared: "measure", "measured", "Messungen" ~ "Messung" */
#define WORD_SAYS_MIN 4 /* letters of a word that says something; digits: 2 */

struct own_words {
	uint64_t *stems; /* of all words, in order */
	bool *says; /* of each, whether it says something */
	size_t count;
};

/** @text valid UTF-8. Takes some twenty times its length from the arena at most. */
void own_words_read(struct own_words *out, struct arena *arena, const char *text,
		    size_t len);

/* A set of numbers that stand for words, or for words in a row. */
struct stems {
	uint64_t *list; /* rising, each once */
	size_t count;
};
/** Sorts list in place; borrowed. */
void stems_make(struct stems *out, uint64_t *list, size_t count);
bool stems_have(const struct stems *stems, uint64_t stem);

#endif
