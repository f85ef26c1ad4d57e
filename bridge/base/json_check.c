/* Json check: one question, one sentence. */
#include "base/json_check.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define NAME_SHOWN 64 /* bytes of a peer's member name in a pointer */

bool json_check_refuse(struct json_check *check, const char *field, const char *reason)
{
	check->fault.field = field;
	check->fault.reason = reason;
	return false;
}

const char *json_check_index(struct json_check *check, const char *field, size_t index)
{
	return arena_printf(check->arena, "%s/%zu", field, index);
}

const char *json_check_name(struct json_check *check, const char *field, const char *name)
{
	size_t len = strnlen(name, NAME_SHOWN);
	char *part = arena_alloc(check->arena, 2 * len + 1), *to = part;

	while (len && (name[len] & 0xc0) == 0x80)
		len--; /* not in the middle of a character */
	for (size_t i = 0; i < len; i++) {
		if (name[i] == '~' || name[i] == '/') {
			*to++ = '~';
			*to++ = name[i] == '~' ? '0' : '1';
		} else {
			*to++ = name[i];
		}
	}
	return arena_printf(check->arena, "%s/%s", field, part);
}

bool json_check_text(struct json_check *check, const char *field,
		     struct json_object *value, size_t least, size_t most)
{
	size_t len;

	if (!json_object_is_type(value, json_type_string))
		return json_check_refuse(check, field, "This must be a text.");
	len = (size_t)json_object_get_string_len(value);
	if (len < least)
		return json_check_refuse(check, field, "This must not be empty.");
	if (len > most)
		return json_check_refuse(
			check, field,
			arena_printf(check->arena,
				     "This may have at most %zu bytes; it has %zu.", most,
				     len));
	return true;
}

bool json_check_line(struct json_check *check, const char *field,
		     struct json_object *value, size_t least, size_t most)
{
	const char *text;
	size_t len;

	if (!json_check_text(check, field, value, least, most))
		return false;
	text = json_object_get_string(value);
	len = strlen(text);
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return json_check_refuse(check, field,
						 "This must be a single line.");
	}
	if (len && (text[0] == ' ' || text[len - 1] == ' '))
		return json_check_refuse(check, field,
					 "This must not begin or end with a blank.");
	return true;
}

static bool is_number(struct json_object *value)
{
	return json_object_is_type(value, json_type_int) ||
	       json_object_is_type(value, json_type_double);
}

static bool between(struct json_check *check, const char *field, double number,
		    double least, double most)
{
	if (number >= least && number <= most) /* not so for NaN */
		return true;
	return json_check_refuse(check, field,
				 arena_printf(check->arena,
					      "This must be between %.15g and %.15g.",
					      least, most));
}

bool json_check_whole(struct json_check *check, const char *field,
		      struct json_object *value, int64_t least, int64_t most)
{
	double number = json_object_get_double(value);

	if (!is_number(value) || !isfinite(number) || floor(number) != number)
		return json_check_refuse(check, field, "This must be a whole number.");
	return between(check, field, number, (double)least, (double)most);
}

bool json_check_number(struct json_check *check, const char *field,
		       struct json_object *value, double least, double most)
{
	if (!is_number(value))
		return json_check_refuse(check, field, "This must be a number.");
	return between(check, field, json_object_get_double(value), least, most);
}

bool json_check_list(struct json_check *check, const char *field,
		     struct json_object *value, size_t least, size_t most)
{
	size_t count;

	if (!json_object_is_type(value, json_type_array))
		return json_check_refuse(check, field, "This must be a list.");
	count = json_object_array_length(value);
	if (count < least && least == 1)
		return json_check_refuse(check, field, "This list must not be empty.");
	if (count < least)
		return json_check_refuse(
			check, field,
			arena_printf(check->arena,
				     "This list must have at least %zu entries.", least));
	if (count > most)
		return json_check_refuse(
			check, field,
			arena_printf(check->arena,
				     "This list may have at most %zu entries.", most));
	return true;
}

int json_check_choice(struct json_check *check, const char *field,
		      struct json_object *value, const char *const *names, size_t count,
		      const char *sentence)
{
	int found = -1;

	if (json_object_is_type(value, json_type_string))
		found = text_index(json_object_get_string(value), names, count);
	if (found < 0)
		json_check_refuse(check, field, sentence);
	return found;
}

bool json_check_time(struct json_check *check, const char *field,
		     struct json_object *value, int64_t *at_s)
{
	if (json_object_is_type(value, json_type_string) &&
	    clock_parse(at_s, json_object_get_string(value)) && *at_s > 0)
		return true;
	return json_check_refuse(check, field,
				 "This must be a time such as 2026-11-21T09:00:00Z.");
}

bool json_check_members(struct json_check *check, const char *field,
			struct json_object *value, const struct json_members *members)
{
	if (!json_object_is_type(value, json_type_object))
		return json_check_refuse(check, field, "This must be an object.");
	for (size_t i = 0; i < members->needed_count; i++) {
		const char *name = members->needed[i];

		if (!json_object_object_get_ex(value, name, NULL))
			return json_check_refuse(check,
						 json_check_name(check, field, name),
						 "This is missing.");
	}
	json_object_object_foreach(value, name, child)
	{
		(void)child;
		if (text_index(name, members->needed, members->needed_count) < 0 &&
		    text_index(name, members->optional, members->optional_count) < 0)
			return json_check_refuse(check,
						 json_check_name(check, field, name),
						 "There is no such field.");
	}
	return true;
}
