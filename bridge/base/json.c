/* Json: strict reading and short building on json-c. */
#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

/* ---- ownership: what an arena releases carries this mark ---- */

static char owned_mark;

static void release(void *tree)
{
	json_object_put(tree);
}

static struct json_object *must(struct json_object *made)
{
	if (!made)
		log_fatal("memory.exhausted", "what=json");
	return made;
}

static struct json_object *own(struct arena *arena, struct json_object *tree)
{
	/* A double keeps its text as user data: without, it is written from its value. */
	if (json_object_is_type(tree, json_type_double))
		json_object_set_serializer(tree, NULL, NULL, NULL);
	json_object_set_userdata(tree, &owned_mark, NULL);
	arena_adopt(arena, tree, release);
	return tree;
}

bool json_arena_owns(struct json_object *tree)
{
	return tree && json_object_get_userdata(tree) == &owned_mark;
}

/* The reference that a container is going to hold. */
static struct json_object *reference(struct json_object *child)
{
	return json_arena_owns(child) ? json_object_get(child) : child;
}

/* ---- reading ---- */

/*
 * What json-c lets pass: a NUL written as an escape (it would end a C string early, in
 * names even silently), bare control characters inside strings [RFC 8259 §7], 'quotes'
 * and "1."
 */
static bool clean(const char *text, size_t len)
{
	bool inside = false;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			inside = !inside;
		if (inside && (unsigned char)text[i] < 0x20)
			return false;
		if (!inside && text[i] == '\'')
			return false;
		if (!inside && text[i] == '.' &&
		    (i + 1 == len || text[i + 1] < '0' || text[i + 1] > '9'))
			return false;
		if (text[i] != '\\')
			continue;
		if (len - i > 5 && memcmp(text + i + 1, "u0000", 5) == 0)
			return false;
		i++;
	}
	return true;
}

/*
 * json-c takes NaN and Infinity, and makes infinity of 1e999. The parser bounded depth.
 */
static bool numbers_finite(struct json_object *tree)
{
	switch (json_object_get_type(tree)) {
	case json_type_double:
		return isfinite(json_object_get_double(tree));
	case json_type_array:
		for (size_t i = 0; i < json_object_array_length(tree); i++) {
			if (!numbers_finite(json_object_array_get_idx(tree, i)))
				return false;
		}
		return true;
	case json_type_object: {
		json_object_object_foreach(tree, name, child)
		{
			(void)name;
			if (!numbers_finite(child))
				return false;
		}
		return true;
	}
	default:
		return true;
	}
}

struct json_object *json_parse(struct arena *arena, const char *text, size_t len)
{
	struct json_tokener *tokener;
	struct json_object *tree;
	bool whole;

	if (!text || len > INT32_MAX || memchr(text, '\0', len) || !utf8_valid(text, len))
		return NULL;
	if (!clean(text, len))
		return NULL;
	tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
	if (!tokener)
		log_fatal("memory.exhausted", "what=json");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	tree = json_tokener_parse_ex(tokener, text, (int)len);
	if (!tree && json_tokener_get_error(tokener) == json_tokener_continue)
		tree = json_tokener_parse_ex(tokener, "", 1); /* ends a bare number */
	whole = json_tokener_get_error(tokener) == json_tokener_success;
	json_tokener_free(tokener);
	if (!tree)
		return NULL;
	if (!whole || !numbers_finite(tree)) {
		json_object_put(tree);
		return NULL;
	}
	return own(arena, tree);
}

struct json_object *json_member(struct json_object *object, const char *name)
{
	struct json_object *member;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, name, &member))
		return NULL;
	return member;
}

static struct json_object *member_of(struct json_object *object, const char *name,
				     enum json_type type)
{
	struct json_object *member = json_member(object, name);

	return json_object_is_type(member, type) ? member : NULL;
}

const char *json_text(struct json_object *object, const char *name)
{
	struct json_object *member = member_of(object, name, json_type_string);

	return member ? json_object_get_string(member) : NULL;
}

int64_t json_int(struct json_object *object, const char *name, int64_t fallback)
{
	struct json_object *member = member_of(object, name, json_type_int);

	return member ? json_object_get_int64(member) : fallback;
}

double json_number(struct json_object *object, const char *name, double fallback)
{
	struct json_object *member = json_member(object, name);

	if (!json_object_is_type(member, json_type_double) &&
	    !json_object_is_type(member, json_type_int))
		return fallback;
	return json_object_get_double(member);
}

bool json_flag(struct json_object *object, const char *name, bool fallback)
{
	struct json_object *member = member_of(object, name, json_type_boolean);

	return member ? json_object_get_boolean(member) : fallback;
}

struct json_object *json_object_of(struct json_object *object, const char *name)
{
	return member_of(object, name, json_type_object);
}

struct json_object *json_array_of(struct json_object *object, const char *name)
{
	return member_of(object, name, json_type_array);
}

/* ---- building ---- */

struct json_object *json_new(struct arena *arena)
{
	return own(arena, must(json_object_new_object()));
}

struct json_object *json_list(struct arena *arena)
{
	return own(arena, must(json_object_new_array()));
}

struct json_object *json_put(struct json_object *object, const char *name,
			     struct json_object *child)
{
	if (json_object_object_add(object, name, reference(child)) != 0)
		log_fatal("memory.exhausted", "what=json");
	return object;
}

struct json_object *json_put_text(struct json_object *object, const char *name,
				  const char *text)
{
	return json_put(object, name, text ? must(json_object_new_string(text)) : NULL);
}

struct json_object *json_put_int(struct json_object *object, const char *name,
				 int64_t value)
{
	return json_put(object, name, must(json_object_new_int64(value)));
}

struct json_object *json_put_number(struct json_object *object, const char *name,
				    double value)
{
	char text[40];

	if (!isfinite(value))
		return json_put(object, name, NULL);
	snprintf(text, sizeof(text), "%.15g", value);
	if (strtod(text, NULL) != value)
		snprintf(text, sizeof(text), "%.17g", value);
	return json_put(object, name, must(json_object_new_double_s(value, text)));
}

struct json_object *json_put_bool(struct json_object *object, const char *name,
				  bool value)
{
	return json_put(object, name, must(json_object_new_boolean(value)));
}

struct json_object *json_put_time(struct json_object *object, const char *name,
				  int64_t at_s)
{
	char text[CLOCK_RFC3339];

	return json_put_text(object, name, at_s ? clock_rfc3339(text, at_s) : NULL);
}

struct json_object *json_add(struct json_object *array, struct json_object *child)
{
	if (json_object_array_add(array, reference(child)) != 0)
		log_fatal("memory.exhausted", "what=json");
	return array;
}

struct json_object *json_add_text(struct json_object *array, const char *text)
{
	return json_add(array, text ? must(json_object_new_string(text)) : NULL);
}

struct json_object *json_share(struct json_object *tree)
{
	return json_arena_owns(tree) ? tree : json_object_get(tree);
}

struct json_object *json_copy(struct arena *arena, struct json_object *tree)
{
	const char *text = json_write(tree);

	return json_parse(arena, text, strlen(text));
}

const char *json_write(struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	if (!text)
		log_fatal("memory.exhausted", "what=json");
	return text;
}
