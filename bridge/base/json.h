/*
 * Json: reading foreign JSON with caps, and building replies without a temporary per line.
 * Trees are json-c's. A tree that the arena owns (json_parse, json_new, json_list) may be handed
 * to json_put, json_add and reply_json like any other: they take a reference of their own then.
 */
#ifndef KIBRIDGE_BASE_JSON_H
#define KIBRIDGE_BASE_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/utf8.h"

#define JSON_DEPTH_MAX 32

/**
 * Strict: one value and nothing behind it, valid UTF-8, no NUL inside strings, finite numbers,
 * depth at most JSON_DEPTH_MAX.
 * @return the tree, owned by the arena; NULL if the text is not that
 */
struct json_object *json_parse(struct arena *arena, const char *text, size_t len);

/* Members of an object; absent, null or of another type give NULL, the fallback, or false. */
const char *json_text(struct json_object *object, const char *name);
int64_t json_int(struct json_object *object, const char *name, int64_t fallback);
double json_number(struct json_object *object, const char *name, double fallback);
/* (json_bool is a type of json-c) */
bool json_flag(struct json_object *object, const char *name, bool fallback);
struct json_object *json_object_of(struct json_object *object, const char *name);
struct json_object *json_array_of(struct json_object *object, const char *name);
/** Of any type. */
struct json_object *json_member(struct json_object *object, const char *name);

/* Builders: put_* return the object, so calls chain; NULL text is written as null. */
struct json_object *json_new(struct arena *arena); /* an object that the arena owns */
struct json_object *json_list(struct arena *arena); /* an array that the arena owns */
struct json_object *json_put_text(struct json_object *object, const char *name,
				  const char *text);
struct json_object *json_put_int(struct json_object *object, const char *name,
				 int64_t value);
/** Written as short as it reads back the same; null if it is not finite. */
struct json_object *json_put_number(struct json_object *object, const char *name,
				    double value);
struct json_object *json_put_bool(struct json_object *object, const char *name,
				  bool value);
/** Takes over one reference to child (NULL is null), unless an arena owns it. */
struct json_object *json_put(struct json_object *object, const char *name,
			     struct json_object *child);
/** RFC 3339 text, or null when at_s is 0. */
struct json_object *json_put_time(struct json_object *object, const char *name,
				  int64_t at_s);
/** Appends to an array; the reference as with json_put. @return the array */
struct json_object *json_add(struct json_object *array, struct json_object *child);
struct json_object *json_add_text(struct json_object *array, const char *text);

/** A reference to hand to json_put or json_add while the caller keeps its own. */
struct json_object *json_share(struct json_object *tree);
/** A copy of the whole tree that the arena owns. */
struct json_object *json_copy(struct arena *arena, struct json_object *tree);
/** Whether json_parse, json_new, json_list or json_copy made it: an arena frees it. */
bool json_arena_owns(struct json_object *tree);

/** The tree as text without spaces or escaped slashes; lives as long as the tree. */
const char *json_write(struct json_object *object);

#endif
