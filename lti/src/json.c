/* Json: from text to json-c's tree, and typed questions to the tree. */
#include "json.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define EXACT_MAX 9007199254740992.0 /* 2^53: beyond it doubles skip whole numbers */

void lti_json_freep(struct json_object **object)
{
	json_object_put(*object);
}

static void tokener_freep(struct json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

static size_t count_members(struct json_object *tree)
{
	size_t count = 0, i;

	if (json_object_is_type(tree, json_type_object)) {
		json_object_object_foreach(tree, name, value)
		{
			(void)name;
			count += 1 + count_members(value);
		}
	} else if (json_object_is_type(tree, json_type_array)) {
		for (i = 0; i < json_object_array_length(tree); i++)
			count += count_members(json_object_array_get_idx(tree, i));
	}
	return count;
}

/*
 * json-c keeps the last of two members with one name. A tree with fewer members than the
 * text has therefore lost some: two readers of such a text may see different things.
 */
enum lti_status lti_json_parse(struct json_object **out, const char *text, size_t len,
			       size_t len_max, struct lti_error *why)
{
	__attribute__((cleanup(tokener_freep))) struct json_tokener *tokener = NULL;
	AUTO_JSON *tree = NULL;
	size_t members;

	*out = NULL;
	if (len > len_max || len > INT_MAX)
		return lti_fail(why, LTI_ERR_TOO_LONG,
				"JSON of %zu bytes, allowed are %zu", len, len_max);
	if (!lti_json_scan(text, len, &members))
		return lti_fail_plain(why, LTI_ERR_JSON);
	tokener = json_tokener_new_ex(LTI_JSON_DEPTH_MAX + 2);
	if (!tokener)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	json_tokener_set_flags(tokener,
			       JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
	tree = json_tokener_parse_ex(tokener, text, (int)len);
	if (!json_object_is_type(tree, json_type_object) &&
	    !json_object_is_type(tree, json_type_array))
		return lti_fail(why, LTI_ERR_JSON, "neither object nor array");
	if (count_members(tree) != members)
		return lti_fail(why, LTI_ERR_JSON, "doubled member name");
	*out = tree;
	tree = NULL;
	return LTI_OK;
}

struct json_object *lti_json_member(struct json_object *object, const char *name)
{
	struct json_object *member;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, name, &member))
		return NULL;
	return member;
}

static struct json_object *member_of_type(struct json_object *object, const char *name,
					  json_type type, const char **wrong)
{
	struct json_object *member = lti_json_member(object, name);

	if (member && !json_object_is_type(member, type)) {
		*wrong = name;
		return NULL;
	}
	return member;
}

const char *lti_json_text_raw(struct json_object *object, const char *name,
			      const char **wrong)
{
	struct json_object *member =
		member_of_type(object, name, json_type_string, wrong);

	return member ? json_object_get_string(member) : NULL;
}

const char *lti_json_text(struct json_object *object, const char *name,
			  const char **wrong)
{
	const char *text = lti_json_text_raw(object, name, wrong);

	return text && *text ? text : NULL;
}

struct json_object *lti_json_object(struct json_object *object, const char *name,
				    const char **wrong)
{
	struct json_object *member = lti_json_member(object, name);

	if (json_object_is_type(member, json_type_array) &&
	    json_object_array_length(member) == 0)
		return NULL;
	return member_of_type(object, name, json_type_object, wrong);
}

struct json_object *lti_json_array(struct json_object *object, const char *name,
				   const char **wrong)
{
	return member_of_type(object, name, json_type_array, wrong);
}

enum lti_json_found lti_json_number(double *out, struct json_object *object,
				    const char *name)
{
	struct json_object *member = lti_json_member(object, name);

	if (!member)
		return LTI_JSON_ABSENT;
	if (!json_object_is_type(member, json_type_int) &&
	    !json_object_is_type(member, json_type_double))
		return LTI_JSON_WRONG;
	*out = json_object_get_double(member);
	return isfinite(*out) ? LTI_JSON_FOUND : LTI_JSON_WRONG;
}

enum lti_json_found lti_json_seconds(int64_t *out, struct json_object *object,
				     const char *name)
{
	double number;
	enum lti_json_found found = lti_json_number(&number, object, name);

	if (found != LTI_JSON_FOUND)
		return found;
	if (!(fabs(number) < EXACT_MAX))
		return LTI_JSON_WRONG;
	*out = (int64_t)floor(number);
	return LTI_JSON_FOUND;
}

enum lti_json_found lti_json_bool(bool *out, struct json_object *object, const char *name)
{
	struct json_object *member = lti_json_member(object, name);

	if (!member)
		return LTI_JSON_ABSENT;
	if (!json_object_is_type(member, json_type_boolean))
		return LTI_JSON_WRONG;
	*out = json_object_get_boolean(member);
	return LTI_JSON_FOUND;
}

unsigned lti_json_bits(struct json_object *object, const char *name,
		       unsigned bit_of(const char *word), const char **wrong)
{
	struct json_object *list = lti_json_array(object, name, wrong);
	size_t i, count = list ? json_object_array_length(list) : 0;
	unsigned bits = 0;

	for (i = 0; i < count; i++) {
		struct json_object *word = json_object_array_get_idx(list, i);

		if (!json_object_is_type(word, json_type_string))
			*wrong = name;
		else
			bits |= bit_of(json_object_get_string(word));
	}
	return bits;
}

bool lti_json_is(struct json_object *value, const char *text)
{
	return json_object_is_type(value, json_type_string) &&
	       strcmp(json_object_get_string(value), text) == 0;
}
