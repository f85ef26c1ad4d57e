/* Vector: the recorded and standard examples below tests/vectors/, read for a test. */
#ifndef TESTS_LTI_VECTOR_H
#define TESTS_LTI_VECTOR_H

#include <json-c/json.h>
#include <lti/launch.h>
#include <stdbool.h>
#include <stddef.h>

/** The bytes of a file, NUL-terminated; ends the test if there is none. free() it. */
char *vector_bytes(const char *path, size_t *len);
/** The parsed file; json_object_put() it. */
struct json_object *vector_read(const char *path);
/** "a.b.c" from nested objects; the text, or NULL. */
const char *vector_text(struct json_object *vector, const char *path);
struct json_object *vector_at(struct json_object *vector, const char *path);
/* One recorded exchange after the other, whether a file holds one or a list of cases. */
struct vector_answer {
	const char *what; /* the recorder's description */
	int status;
	const char *body, *link; /* "" and NULL when there was none */
	struct json_object *exchange;
};
/** Answer number i; false behind the last. Borrowed from the file. */
bool vector_answer(struct vector_answer *out, struct json_object *file, size_t i);

/** The names of a folder's files that begin with prefix, sorted; returns how many. */
size_t vector_list(char names[][128], size_t max, const char *folder, const char *prefix);
/** The key set in a file. */
struct lti_jwks *vector_keys(const char *path);

#endif
