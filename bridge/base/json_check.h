/*
 * Json check: the small questions that a strict reader of a document asks of its values. Each
 * takes the JSON pointer [RFC 6901] of what it looks at; the first one that says no fills fault
 * (in the arena) with that pointer and a sentence, and every reader above returns at once.
 */
#ifndef KIBRIDGE_BASE_JSON_CHECK_H
#define KIBRIDGE_BASE_JSON_CHECK_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct json_fault {
	const char *field; /* JSON pointer, "/rubric/criteria/0/name" */
	const char *reason; /* a sentence */
};

struct json_check {
	struct arena *arena;
	struct json_fault fault;
};

/** Fills the fault. @return false, so that a reader can return it */
bool json_check_refuse(struct json_check *check, const char *field, const char *reason);

const char *json_check_index(struct json_check *check, const char *field, size_t index);
/** @name may be a peer's: it is escaped and cut short. */
const char *json_check_name(struct json_check *check, const char *field,
			    const char *name);

/** A text of least to most bytes. */
bool json_check_text(struct json_check *check, const char *field,
		     struct json_object *value, size_t least, size_t most);
/** A text of one line, without control characters or blanks at its ends. */
bool json_check_line(struct json_check *check, const char *field,
		     struct json_object *value, size_t least, size_t most);
/** A whole number, also one written as 2.0. */
bool json_check_whole(struct json_check *check, const char *field,
		      struct json_object *value, int64_t least, int64_t most);
bool json_check_number(struct json_check *check, const char *field,
		       struct json_object *value, double least, double most);
bool json_check_list(struct json_check *check, const char *field,
		     struct json_object *value, size_t least, size_t most);
/** One of the names. @sentence says which there are. @return its index, or -1 */
int json_check_choice(struct json_check *check, const char *field,
		      struct json_object *value, const char *const *names, size_t count,
		      const char *sentence);
/** A time in RFC 3339 after 1970. */
bool json_check_time(struct json_check *check, const char *field,
		     struct json_object *value, int64_t *at_s);

struct json_members {
	const char *const *needed;
	size_t needed_count;
	const char *const *optional;
	size_t optional_count;
};
/** An object with all that is needed and nothing but that and what is optional. */
bool json_check_members(struct json_check *check, const char *field,
			struct json_object *value, const struct json_members *members);

#endif
