/* Marking criterion: from a tree that means well to a criterion that is one. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/text.h"
#include "marking/marking_parts.h"

/* ---- which criterion ---- */

static bool same_name(const char *ours, const char *name, size_t len)
{
	return strlen(ours) == len && strncasecmp(ours, name, len) == 0;
}

int marking_criterion_find(const struct rubric *rubric, const char *name, size_t len)
{
	for (size_t i = 0; i < rubric->criterion_count; i++) {
		const char *id = rubric->criteria[i].id;

		if (strlen(id) == len && memcmp(id, name, len) == 0)
			return (int)i;
	}
	for (size_t i = 0; i < rubric->criterion_count; i++) {
		if (same_name(rubric->criteria[i].id, name, len) ||
		    same_name(rubric->criteria[i].name, name, len))
			return (int)i;
	}
	return -1;
}

/* "next_step", "nextStep" and "Next step" are one name. */
static bool like(const char *name, const char *other)
{
	for (;; name++, other++) {
		while (*name && !isalnum((unsigned char)*name))
			name++;
		while (*other && !isalnum((unsigned char)*other))
			other++;
		if (tolower((unsigned char)*name) != tolower((unsigned char)*other))
			return false;
		if (!*name)
			return true;
	}
}

static struct json_object *member_like(struct json_object *object, const char *wanted)
{
	if (!json_object_is_type(object, json_type_object))
		return NULL;
	json_object_object_foreach(object, name, child)
	{
		if (like(name, wanted))
			return child;
	}
	return NULL;
}

int marking_criterion_named(const struct rubric *rubric, struct json_object *object)
{
	static const char *const members[] = {"id", "criterion", "criterion_id", "name"};

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		struct json_object *value = member_like(object, members[i]);
		int found = -1;

		if (json_object_is_type(value, json_type_string))
			found = marking_criterion_find(
				rubric, json_object_get_string(value),
				(size_t)json_object_get_string_len(value));
		if (found >= 0)
			return found;
	}
	return -1;
}

/* ---- its level ---- */

/* "2", "2.0", "Level 2", "2: good"; -1 for anything else, also for 2.5. */
static int level_number(const char *text)
{
	static const char *const words[] = {"level", "stufe", "niveau"};
	int level = 0, digits = 0;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strncasecmp(text, words[i], strlen(words[i])) == 0)
			text += strlen(words[i]);
	}
	text += strspn(text, " ");
	for (; isdigit((unsigned char)*text) && digits < 3; text++, digits++)
		level = level * 10 + (*text - '0');
	if (*text == '.' && isdigit((unsigned char)text[1])) {
		text++;
		text += strspn(text, "0");
	}
	return !digits || isalnum((unsigned char)*text) ? -1 : level;
}

/* The level whose name is the text, or its beginning; of several the longest. */
static int level_name(const struct rubric_criterion *criterion, const char *text)
{
	size_t longest = 0;
	int found = -1;

	for (size_t i = 0; i < criterion->level_count; i++) {
		const char *name = criterion->levels[i].name;
		size_t len = strlen(name);

		if (len <= longest || strncasecmp(name, text, len) != 0)
			continue;
		if (isalnum((unsigned char)text[len]) || (text[len] & 0x80) ||
		    text[len] == '.')
			continue;
		longest = len;
		found = (int)i;
	}
	return found;
}

static int level_of(const struct rubric_criterion *criterion, struct json_object *value)
{
	int64_t level = -1;

	if (json_object_is_type(value, json_type_int))
		level = json_object_get_int64(value);
	if (json_object_is_type(value, json_type_string)) {
		const char *text = json_object_get_string(value);

		text += strspn(text, " \n\t");
		level = level_name(criterion, text);
		if (level < 0)
			level = level_number(text);
	}
	return level < 0 || level >= (int64_t)criterion->level_count ? -1 : (int)level;
}

/* ---- its texts ---- */

static const char *plain_member(struct arena *arena, struct json_object *object,
				const char *name, size_t max)
{
	struct json_object *value = member_like(object, name);

	if (!json_object_is_type(value, json_type_string))
		return "";
	return marking_plain(arena, json_object_get_string(value), max);
}

/* A quotation without a kind is one to work on: praise is never made up. */
static void quote_take(struct marking_criterion *out, struct arena *arena,
		       struct json_object *entry)
{
	struct json_object *quote = entry, *kind = member_like(entry, "kind");
	struct marking_quote *to = &out->quotes[out->quote_count];

	if (json_object_is_type(entry, json_type_object))
		quote = member_like(entry, "quote");
	if (!json_object_is_type(quote, json_type_string))
		return;
	if (!json_object_get_string_len(quote) ||
	    json_object_get_string_len(quote) > MARKING_QUOTE_MAX)
		return;
	to->quote = arena_strdup(arena, json_object_get_string(quote));
	to->kind = QUOTE_WORK;
	if (json_object_is_type(kind, json_type_string) &&
	    like(json_object_get_string(kind), "strength"))
		to->kind = QUOTE_STRENGTH;
	out->quote_count++;
}

static void quotes_take(struct marking_criterion *out, struct arena *arena,
			struct json_object *object)
{
	struct json_object *list = member_like(object, "evidence");

	if (!list)
		list = member_like(object, "quotes");
	if (!json_object_is_type(list, json_type_array)) {
		if (list)
			quote_take(out, arena, list);
		return;
	}
	for (size_t i = 0;
	     i < json_object_array_length(list) && out->quote_count < MARKING_QUOTES_MAX;
	     i++)
		quote_take(out, arena, json_object_array_get_idx(list, i));
}

bool marking_criterion_read(struct marking_criterion *out, struct arena *arena,
			    const struct rubric_criterion *criterion,
			    struct json_object *object)
{
	int level = level_of(criterion, member_like(object, "level"));

	if (level < 0)
		return false;
	*out = (struct marking_criterion){.given = true, .level = (size_t)level};
	out->advice = plain_member(arena, object, "advice", MARKING_ADVICE_MAX);
	out->next_step = plain_member(arena, object, "next_step", MARKING_STEP_MAX);
	quotes_take(out, arena, object);
	return true;
}
