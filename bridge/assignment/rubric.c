/* Rubric: the strict reader, and arithmetic on points. */
#include "assignment/rubric.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"

/* All names and descriptions at their longest, and line ends. */
#define WORDS_MAX                                                                        \
	((size_t)RUBRIC_CRITERIA_MAX * (RUBRIC_LEVELS_MAX + 1) *                         \
	 (RUBRIC_NAME_MAX + RUBRIC_DESCRIPTION_MAX + 2))

/* ---- reading ---- */

static bool read_text(const char **out, struct json_check *check, const char *field,
		      struct json_object *object, const char *name)
{
	struct json_object *value = json_member(object, name);

	if (!json_check_text(check, json_check_name(check, field, name), value, 0,
			     RUBRIC_DESCRIPTION_MAX))
		return false;
	*out = arena_strdup(check->arena, json_object_get_string(value));
	return true;
}

static bool read_name(const char **out, struct json_check *check, const char *field,
		      struct json_object *object)
{
	struct json_object *value = json_member(object, "name");

	if (!json_check_line(check, json_check_name(check, field, "name"), value, 1,
			     RUBRIC_NAME_MAX))
		return false;
	*out = arena_strdup(check->arena, json_object_get_string(value));
	return true;
}

/* Points and weights have two decimals at most: what is shown is what is counted. */
static bool read_number(double *out, struct json_check *check, const char *field,
			struct json_object *object, const char *name, double most)
{
	struct json_object *value = json_member(object, name);
	const char *at = json_check_name(check, field, name);
	double hundreds;

	if (!json_check_number(check, at, value, 0, most))
		return false;
	*out = json_object_get_double(value);
	hundreds = *out * 100;
	if (fabs(hundreds - round(hundreds)) > 1e-6)
		return json_check_refuse(check, at,
					 "This may have at most two decimals.");
	*out = round(hundreds) / 100;
	return true;
}

static bool read_level(struct rubric_level *out, struct json_check *check,
		       const char *field, struct json_object *value)
{
	static const char *const needed[] = {"name", "description", "points"};
	static const struct json_members members = {needed, ARRAY_LEN(needed), NULL, 0};

	return json_check_members(check, field, value, &members) &&
	       read_name(&out->name, check, field, value) &&
	       read_text(&out->description, check, field, value, "description") &&
	       read_number(&out->points, check, field, value, "points",
			   RUBRIC_POINTS_MAX);
}

static bool read_levels(struct rubric_criterion *out, struct json_check *check,
			const char *field, struct json_object *value)
{
	if (!json_check_list(check, field, value, RUBRIC_LEVELS_MIN, RUBRIC_LEVELS_MAX))
		return false;
	out->level_count = json_object_array_length(value);
	for (size_t i = 0; i < out->level_count; i++) {
		const char *at = json_check_index(check, field, i);
		struct rubric_level *level = &out->levels[i];

		if (!read_level(level, check, at, json_object_array_get_idx(value, i)))
			return false;
		for (size_t j = 0; j < i; j++) {
			if (text_equal_nocase(level->name, out->levels[j].name))
				return json_check_refuse(
					check, json_check_name(check, at, "name"),
					"Another level has this name.");
		}
		if (i && level->points <= level[-1].points)
			return json_check_refuse(
				check, json_check_name(check, at, "points"),
				"This must be more than at the level before.");
	}
	return true;
}

static bool is_id(const char *text)
{
	for (const char *at = text; *at; at++) {
		if (!isalnum((unsigned char)*at) && *at != '-' && *at != '_')
			return false;
	}
	return true;
}

static bool read_id(struct rubric_criterion *out, struct json_check *check,
		    const char *field, struct json_object *object)
{
	struct json_object *value = json_member(object, "id");
	const char *at = json_check_name(check, field, "id");

	if (!json_check_text(check, at, value, 1, RUBRIC_ID_MAX))
		return false;
	if (!is_id(json_object_get_string(value)))
		return json_check_refuse(
			check, at,
			"This may have only letters, digits, \"-\" and \"_\".");
	out->id = arena_strdup(check->arena, json_object_get_string(value));
	return true;
}

static bool read_criterion(struct rubric_criterion *out, struct json_check *check,
			   const char *field, struct json_object *value)
{
	static const char *const needed[] = {"id", "name", "description", "weight",
					     "levels"};
	static const struct json_members members = {needed, ARRAY_LEN(needed), NULL, 0};

	return json_check_members(check, field, value, &members) &&
	       read_id(out, check, field, value) &&
	       read_name(&out->name, check, field, value) &&
	       read_text(&out->description, check, field, value, "description") &&
	       read_number(&out->weight, check, field, value, "weight",
			   RUBRIC_WEIGHT_MAX) &&
	       read_levels(out, check, json_check_name(check, field, "levels"),
			   json_member(value, "levels"));
}

static bool read_criteria(struct rubric *out, struct json_check *check, const char *field,
			  struct json_object *list)
{
	if (!json_check_list(check, field, list, 1, RUBRIC_CRITERIA_MAX))
		return false;
	out->criterion_count = 0;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		const char *at = json_check_index(check, field, i);
		struct rubric_criterion *criterion = &out->criteria[i];

		*criterion = (struct rubric_criterion){0};
		if (!read_criterion(criterion, check, at,
				    json_object_array_get_idx(list, i)))
			return false;
		if (rubric_find(out, criterion->id) >= 0)
			return json_check_refuse(check, json_check_name(check, at, "id"),
						 "Another criterion has this id.");
		out->criterion_count++;
	}
	if (rubric_max_points(out) <= 0)
		return json_check_refuse(check, field,
					 "At least one criterion must have a weight.");
	return true;
}

bool rubric_read(struct rubric *out, struct json_check *check, const char *field,
		 struct json_object *value)
{
	static const char *const needed[] = {"criteria"};
	static const struct json_members members = {needed, ARRAY_LEN(needed), NULL, 0};

	return json_check_members(check, field, value, &members) &&
	       read_criteria(out, check, json_check_name(check, field, "criteria"),
			     json_member(value, "criteria"));
}

/* ---- writing ---- */

static struct json_object *level_json(struct arena *arena,
				      const struct rubric_level *level)
{
	struct json_object *out = json_new(arena);

	json_put_text(out, "name", level->name);
	json_put_text(out, "description", level->description);
	return json_put_number(out, "points", level->points);
}

static struct json_object *criterion_json(struct arena *arena,
					  const struct rubric_criterion *criterion)
{
	struct json_object *out = json_new(arena), *levels = json_list(arena);

	for (size_t i = 0; i < criterion->level_count; i++)
		json_add(levels, level_json(arena, &criterion->levels[i]));
	json_put_text(out, "id", criterion->id);
	json_put_text(out, "name", criterion->name);
	json_put_text(out, "description", criterion->description);
	json_put_number(out, "weight", criterion->weight);
	return json_put(out, "levels", levels);
}

struct json_object *rubric_json(struct arena *arena, const struct rubric *rubric)
{
	struct json_object *criteria = json_list(arena);

	for (size_t i = 0; i < rubric->criterion_count; i++)
		json_add(criteria, criterion_json(arena, &rubric->criteria[i]));
	return json_put(json_new(arena), "criteria", criteria);
}

/* ---- asking ---- */

int rubric_find(const struct rubric *rubric, const char *id)
{
	for (size_t i = 0; i < rubric->criterion_count; i++) {
		if (text_equal(rubric->criteria[i].id, id))
			return (int)i;
	}
	return -1;
}

static bool words_add(struct buf *out, const char *name, const char *description)
{
	return buf_printf(out, "%s\n%s\n", name, description);
}

const char *rubric_words(struct arena *arena, const struct rubric *rubric)
{
	bool fits = true;
	AUTO_BUF out;

	buf_init(&out, WORDS_MAX);
	for (size_t i = 0; i < rubric->criterion_count; i++) {
		const struct rubric_criterion *one = &rubric->criteria[i];

		fits = fits && words_add(&out, one->name, one->description);
		for (size_t at = 0; fits && at < one->level_count; at++)
			fits = words_add(&out, one->levels[at].name,
					 one->levels[at].description);
	}
	(void)fits; /* it does: all of them at their longest */
	return arena_strndup(arena, out.bytes, out.len);
}

double rubric_points(const struct rubric_criterion *criterion, size_t level)
{
	return round(criterion->levels[level].points * criterion->weight * 100) / 100;
}

double rubric_max_points(const struct rubric *rubric)
{
	double sum = 0;

	for (size_t i = 0; i < rubric->criterion_count; i++)
		sum += rubric_points(&rubric->criteria[i],
				     rubric->criteria[i].level_count - 1);
	return round(sum * 100) / 100;
}
