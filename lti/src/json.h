/*
 * Json: strict reading of foreign JSON into a tree that is one block of memory. The text is
 * copied into it once, and names and texts stay where they lie in the copy.
 */
#ifndef LTI_SRC_JSON_H
#define LTI_SRC_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit.h"

#define LTI_JSON_DEPTH_MAX 32

enum lti_json_type {
	LTI_JSON_NULL,
	LTI_JSON_BOOL,
	LTI_JSON_INTEGER, /* neither fraction nor exponent */
	LTI_JSON_REAL,
	LTI_JSON_TEXT,
	LTI_JSON_ARRAY,
	LTI_JSON_OBJECT,
};

struct lti_json {
	const char *name; /* of a member, else NULL */
	struct lti_json *next; /* the next member or element; NULL: the last */
	uint32_t name_len;
	enum lti_json_type type;
	union {
		const char
			*text; /* of a text; of a number and a truth: as it was written */
		struct lti_json *first; /* of an array or object; NULL: empty */
	};
};

/**
 * One object or array and nothing but blanks around it [RFC 8259], valid UTF-8, no lone
 * surrogates, no U+0000, no doubled member names, at most LTI_JSON_DEPTH_MAX levels.
 * Errors: LTI_ERR_TOO_LONG, LTI_ERR_JSON, LTI_ERR_MEMORY.
 *
 * @out  the outermost value, for lti_json_free(); everything that is asked of it is borrowed
 */
LTI_NODISCARD enum lti_status lti_json_parse(struct lti_json **out, const char *text,
					     size_t len, size_t len_max,
					     struct lti_error *why);
void lti_json_free(struct lti_json *outermost); /* NULL is fine */
void lti_json_freep(struct lti_json **outermost);
#define AUTO_JSON __attribute__((cleanup(lti_json_freep))) struct lti_json

/* Questions to a value, which may be NULL: that is of no type. */
bool lti_json_is_type(const struct lti_json *value, enum lti_json_type type);
/** NULL unless it is a text. */
const char *lti_json_string(const struct lti_json *value);
/** A text; a number or a truth as it was written; NULL for everything else. */
const char *lti_json_words(const struct lti_json *value);
int64_t lti_json_int64(
	const struct lti_json *integer); /* beyond its range: the nearest */
/** True for a text equal to this one. */
bool lti_json_is(const struct lti_json *value, const char *text);
/** Walk over an array or object: for (v = lti_json_first(list); v; v = v->next) */
struct lti_json *lti_json_first(const struct lti_json *list);
size_t lti_json_count(const struct lti_json *list);

/* A member of an object, or NULL: absent, null, object NULL or no object at all. */
struct lti_json *lti_json_member(const struct lti_json *object, const char *name);
/** The same, but a null is one, too. */
bool lti_json_has(const struct lti_json *object, const char *name);

/* A member of the wanted type. Absent and null give NULL; another type gives NULL and
 * sets *wrong to the member's name. Empty texts are NULL too, but for _text_raw. */
const char *lti_json_text(const struct lti_json *object, const char *name,
			  const char **wrong);
const char *lti_json_text_raw(const struct lti_json *object, const char *name,
			      const char **wrong);
/** PHP writes an empty object as []; that counts as absent. */
struct lti_json *lti_json_object(const struct lti_json *object, const char *name,
				 const char **wrong);
struct lti_json *lti_json_array(const struct lti_json *object, const char *name,
				const char **wrong);
enum lti_json_found { LTI_JSON_ABSENT, LTI_JSON_FOUND, LTI_JSON_WRONG };
/** A number, whole or not; seconds are rounded down. Outside of ±2^53 it is WRONG. */
enum lti_json_found lti_json_seconds(int64_t *out, const struct lti_json *object,
				     const char *name);
enum lti_json_found lti_json_number(double *out, const struct lti_json *object,
				    const char *name);
enum lti_json_found lti_json_bool(bool *out, const struct lti_json *object,
				  const char *name);

/**
 * The bits of an array of texts, each as bit_of says; elements of another type are wrong.
 */
unsigned lti_json_bits(const struct lti_json *object, const char *name,
		       unsigned bit_of(const char *word), const char **wrong);

#endif
