/*
 * Lenient: JSON as language models write it when nothing makes them write JSON: 'single' and
 * unescaped "inner" quotation marks, bare names and words, trailing and missing commas,
 * comments, raw line ends in strings, NaN, wrong escapes. Used on answers of models only;
 * everything else that we read is read strictly (base/json.h).
 */
#ifndef KIBRIDGE_MARKING_LENIENT_H
#define KIBRIDGE_MARKING_LENIENT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#define LENIENT_DEPTH_MAX 16

/**
 * One value. Whole numbers are json ints, every other word a text; null, NaN and what is
 * deeper than LENIENT_DEPTH_MAX are NULL. Texts are valid UTF-8 without NUL.
 * @return the caller's reference, to put; NULL if there is nothing
 */
struct json_object *lenient_parse(const char *text, size_t len);

/* A string that is being read, in as many pieces as it comes. */
struct lenient_string {
	char quote;
	bool escape;
	size_t maybe; /* behind a mark that may be its end; 0: none */
};
/**
 * Reads on from *at. A quotation mark ends the string if what follows it could follow a string:
 * one of ",:}]" or the end of the answer.
 * @at  is then the byte behind the mark; else the end of what is there
 * @end nothing more will come
 */
bool lenient_string_step(struct lenient_string *string, const char *text, size_t len,
			 size_t *at, bool end);

#endif
