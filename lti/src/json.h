/*
 * Json: strict reading of foreign JSON. Trees are json-c's; what json-c would let pass
 * (doubled members, NaN, NUL, comments, bytes behind the value) is refused before it sees
 * the text.
 */
#ifndef LTI_SRC_JSON_H
#define LTI_SRC_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit.h"

#define LTI_JSON_DEPTH_MAX 32

/**
 * One object or array and nothing but blanks around it [RFC 8259], valid UTF-8, no lone
 * surrogates, no U+0000, no doubled member names, at most LTI_JSON_DEPTH_MAX levels.
 * Errors: LTI_ERR_TOO_LONG, LTI_ERR_JSON, LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_json_parse(struct json_object **out, const char *text,
					     size_t len, size_t len_max,
					     struct lti_error *why);

/** The grammar alone; counts the members of all objects. False at the first offence. */
LTI_NODISCARD bool lti_json_scan(const char *text, size_t len, size_t *members);

/* A member of an object, or NULL: absent, null, object NULL or no object at all. */
struct json_object *lti_json_member(struct json_object *object, const char *name);

/* A member of the wanted type. Absent and null give NULL; another type gives NULL and
 * sets *wrong to the member's name. Empty texts are NULL too, but for _text_raw. */
const char *lti_json_text(struct json_object *object, const char *name,
			  const char **wrong);
const char *lti_json_text_raw(struct json_object *object, const char *name,
			      const char **wrong);
/** PHP writes an empty object as []; that counts as absent. */
struct json_object *lti_json_object(struct json_object *object, const char *name,
				    const char **wrong);
struct json_object *lti_json_array(struct json_object *object, const char *name,
				   const char **wrong);
enum lti_json_found { LTI_JSON_ABSENT, LTI_JSON_FOUND, LTI_JSON_WRONG };
/** A number, whole or not; seconds are rounded down. Outside of ±2^53 it is WRONG. */
enum lti_json_found lti_json_seconds(int64_t *out, struct json_object *object,
				     const char *name);
enum lti_json_found lti_json_number(double *out, struct json_object *object,
				    const char *name);
enum lti_json_found lti_json_bool(bool *out, struct json_object *object,
				  const char *name);

/**
 * The bits of an array of texts, each as bit_of says; elements of another type are wrong.
 */
unsigned lti_json_bits(struct json_object *object, const char *name,
		       unsigned bit_of(const char *word), const char **wrong);

/** True for a string equal to text. */
bool lti_json_is(struct json_object *value, const char *text);

void lti_json_freep(struct json_object **object);
#define AUTO_JSON __attribute__((cleanup(lti_json_freep))) struct json_object

#endif
