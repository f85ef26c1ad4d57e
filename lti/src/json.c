/* Json: typed questions to a tree. */
#include "json.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define EXACT_MAX 9007199254740992.0 /* 2^53: beyond it doubles skip whole numbers */

void lti_json_free(struct lti_json *outermost)
{
	free(outermost); /* the first of its block */
}

void lti_json_freep(struct lti_json **outermost)
{
	lti_json_free(*outermost);
}

bool lti_json_is_type(const struct lti_json *value, enum lti_json_type type)
{
	return value && value->type == type;
}

const char *lti_json_string(const struct lti_json *value)
{
	return lti_json_is_type(value, LTI_JSON_TEXT) ? value->text : NULL;
}

const char *lti_json_words(const struct lti_json *value)
{
	if (!value || value->type == LTI_JSON_NULL || value->type >= LTI_JSON_ARRAY)
		return NULL;
	return value->text;
}

int64_t lti_json_int64(const struct lti_json *integer)
{
	return strtoll(integer->text, NULL, 10);
}

bool lti_json_is(const struct lti_json *value, const char *text)
{
	return lti_json_is_type(value, LTI_JSON_TEXT) && strcmp(value->text, text) == 0;
}

struct lti_json *lti_json_first(const struct lti_json *list)
{
	return list && list->type >= LTI_JSON_ARRAY ? list->first : NULL;
}

size_t lti_json_count(const struct lti_json *list)
{
	const struct lti_json *item;
	size_t count = 0;

	for (item = lti_json_first(list); item; item = item->next)
		count++;
	return count;
}

static struct lti_json *find(const struct lti_json *object, const char *name)
{
	struct lti_json *member;
	size_t len;

	if (!lti_json_is_type(object, LTI_JSON_OBJECT))
		return NULL;
	len = strlen(name);
	for (member = object->first; member; member = member->next)
		if (member->name_len == len && memcmp(member->name, name, len) == 0)
			return member;
	return NULL;
}

bool lti_json_has(const struct lti_json *object, const char *name)
{
	return find(object, name) != NULL;
}

struct lti_json *lti_json_member(const struct lti_json *object, const char *name)
{
	struct lti_json *member = find(object, name);

	return lti_json_is_type(member, LTI_JSON_NULL) ? NULL : member;
}

static struct lti_json *member_of_type(const struct lti_json *object, const char *name,
				       enum lti_json_type type, const char **wrong)
{
	struct lti_json *member = lti_json_member(object, name);

	if (member && member->type != type) {
		*wrong = name;
		return NULL;
	}
	return member;
}

const char *lti_json_text_raw(const struct lti_json *object, const char *name,
			      const char **wrong)
{
	return lti_json_string(member_of_type(object, name, LTI_JSON_TEXT, wrong));
}

const char *lti_json_text(const struct lti_json *object, const char *name,
			  const char **wrong)
{
	const char *text = lti_json_text_raw(object, name, wrong);

	return text && *text ? text : NULL;
}

struct lti_json *lti_json_object(const struct lti_json *object, const char *name,
				 const char **wrong)
{
	const struct lti_json *member = lti_json_member(object, name);

	if (lti_json_is_type(member, LTI_JSON_ARRAY) && !member->first)
		return NULL;
	return member_of_type(object, name, LTI_JSON_OBJECT, wrong);
}

struct lti_json *lti_json_array(const struct lti_json *object, const char *name,
				const char **wrong)
{
	return member_of_type(object, name, LTI_JSON_ARRAY, wrong);
}

/* A host program may have a locale in which the point is a comma. */
static double real_of(const char *text)
{
	locale_t standard = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	double real = standard ? strtod_l(text, NULL, standard) : NAN;

	if (standard)
		freelocale(standard);
	return real;
}

enum lti_json_found lti_json_number(double *out, const struct lti_json *object,
				    const char *name)
{
	const struct lti_json *member = lti_json_member(object, name);

	if (!member)
		return LTI_JSON_ABSENT;
	if (member->type != LTI_JSON_INTEGER && member->type != LTI_JSON_REAL)
		return LTI_JSON_WRONG;
	*out = member->type == LTI_JSON_INTEGER ? (double)lti_json_int64(member)
						: real_of(member->text);
	return isfinite(*out) ? LTI_JSON_FOUND : LTI_JSON_WRONG;
}

enum lti_json_found lti_json_seconds(int64_t *out, const struct lti_json *object,
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

enum lti_json_found lti_json_bool(bool *out, const struct lti_json *object,
				  const char *name)
{
	const struct lti_json *member = lti_json_member(object, name);

	if (!member)
		return LTI_JSON_ABSENT;
	if (member->type != LTI_JSON_BOOL)
		return LTI_JSON_WRONG;
	*out = *member->text == 't';
	return LTI_JSON_FOUND;
}

unsigned lti_json_bits(const struct lti_json *object, const char *name,
		       unsigned bit_of(const char *word), const char **wrong)
{
	const struct lti_json *word;
	unsigned bits = 0;

	for (word = lti_json_first(lti_json_array(object, name, wrong)); word;
	     word = word->next) {
		if (word->type == LTI_JSON_TEXT)
			bits |= bit_of(word->text);
		else
			*wrong = name;
	}
	return bits;
}
