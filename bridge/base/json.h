/*
 * Json: reading foreign JSON with caps, and building replies without a temporary per line.
 * Trees are json-c's; a parsed tree is adopted by the arena that it is parsed into.
 */
#ifndef KIBRIDGE_BASE_JSON_H
#define KIBRIDGE_BASE_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/**
 * Strict: one value and nothing behind it, valid UTF-8, no NUL inside strings, depth at most 32.
 * @return the tree, owned by the arena; NULL if the text is not that
 */
struct json_object *json_parse(struct arena *arena, const char *text, size_t len);

/* Members of an object; absent, null or of another type give NULL, the fallback, or false. */
const char *json_text(struct json_object *object, const char *name);
int64_t json_int(struct json_object *object, const char *name, int64_t fallback);
double json_number(struct json_object *object, const char *name, double fallback);
bool json_bool(struct json_object *object, const char *name, bool fallback);
struct json_object *json_object_of(struct json_object *object, const char *name);
struct json_object *json_array_of(struct json_object *object, const char *name);
struct json_object *json_member(struct json_object *object, const char *name); /* any type */

/* Builders: put_* return the object, so calls chain; NULL text is written as null. */
struct json_object *json_new(struct arena *arena); /* object adopted by the arena */
struct json_object *json_put_text(struct json_object *object, const char *name, const char *text);
struct json_object *json_put_int(struct json_object *object, const char *name, int64_t value);
struct json_object *json_put_number(struct json_object *object, const char *name, double value);
struct json_object *json_put_bool(struct json_object *object, const char *name, bool value);
/** Takes over one reference to child. */
struct json_object *json_put(struct json_object *object, const char *name,
			     struct json_object *child);
/** RFC 3339 text, or null when at_s is 0. */
struct json_object *json_put_time(struct json_object *object, const char *name, int64_t at_s);

/** The tree as text without spaces or escaped slashes; lives as long as the tree. */
const char *json_write(struct json_object *object);

bool utf8_valid(const char *bytes, size_t len);

#endif
