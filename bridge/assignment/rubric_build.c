/* Rubric build: forgiving about form, strict about meaning. */
#include "assignment/rubric_build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define NAME_MADE_MAX 60 /* bytes of a name made from a longer text */
#define BLANKS " \t\r\n"

bool rubric_build_refuse(struct rubric_build *build, size_t line, const char *reason)
{
	*build->fault = (struct rubric_fault){line, NULL, reason};
	return false;
}

bool rubric_build_number(double *out, const char *text)
{
	char copy[32] = "", *end;
	size_t len;

	text += strspn(text, BLANKS);
	len = strcspn(text, BLANKS);
	if (!len || len >= sizeof(copy) || text[len + strspn(text + len, BLANKS)])
		return false;
	if (strspn(text, "0123456789.,-") < len)
		return false; /* no exponents, no hexadecimal, no "inf" */
	memcpy(copy, text, len);
	if (strchr(copy, ','))
		*strchr(copy, ',') = '.';
	*out = strtod(copy, &end);
	if (*end || !isfinite(*out))
		return false;
	*out = round(*out * 100) / 100;
	return true;
}

/* ---- texts ---- */

/* Whole characters of at most max bytes, with "…" where something is missing. */
static const char *cut(struct arena *arena, const char *text, size_t len, size_t max)
{
	if (len <= max)
		return arena_strndup(arena, text, len);
	len = max - strlen("…");
	while (len && (text[len] & 0xc0) == 0x80)
		len--;
	while (len && strchr(BLANKS, text[len - 1]))
		len--;
	return arena_printf(arena, "%.*s…", (int)len, text);
}

static const char *trimmed(size_t *len, const char *text)
{
	text += strspn(text, BLANKS);
	*len = strlen(text);
	while (*len && strchr(BLANKS, text[*len - 1]))
		(*len)--;
	return text;
}

/* One line: white space and what cannot be seen become one blank. */
static const char *take_name(struct rubric_build *build, const char *text)
{
	char *line;
	size_t len, kept = 0;

	text = trimmed(&len, text ? text : "");
	line = arena_alloc(build->arena, len + 1);
	for (size_t i = 0; i < len; i++) {
		bool blank = (unsigned char)text[i] <= ' ' || text[i] == 0x7f;

		if (blank && kept && line[kept - 1] == ' ')
			continue;
		line[kept++] = blank ? ' ' : text[i];
	}
	if (kept > RUBRIC_NAME_MAX)
		build->notes |= RUBRIC_NOTE_SHORTENED;
	return cut(build->arena, line, kept, RUBRIC_NAME_MAX);
}

static const char *take_description(struct rubric_build *build, const char *text)
{
	size_t len;

	text = trimmed(&len, text ? text : "");
	if (len > RUBRIC_DESCRIPTION_MAX)
		build->notes |= RUBRIC_NOTE_SHORTENED;
	return cut(build->arena, text, len, RUBRIC_DESCRIPTION_MAX);
}

/* The beginning of a text, to the end of a word. */
static const char *name_made(struct rubric_build *build, const char *text)
{
	size_t len = strcspn(text, "\r\n"), word = NAME_MADE_MAX;

	build->notes |= RUBRIC_NOTE_NAMES_MADE;
	if (len <= NAME_MADE_MAX)
		return arena_strndup(build->arena, text, len);
	while (word > NAME_MADE_MAX / 2 && text[word] != ' ')
		word--;
	return cut(build->arena, text, len,
		   (word > NAME_MADE_MAX / 2 ? word : NAME_MADE_MAX) + strlen("…"));
}

void rubric_build_split(struct rubric_build *build, const char **name,
			const char **description, const char *text)
{
	size_t len, first;

	text = trimmed(&len, text);
	text = arena_strndup(build->arena, text, len);
	first = strcspn(text, "\r\n");
	*description = "";
	if (first <= RUBRIC_NAME_MAX) {
		*name = arena_strndup(build->arena, text, first);
		*description = text + first;
		return;
	}
	*name = name_made(build, text);
	*description = text;
}

/* ---- parts ---- */

bool rubric_build_criterion(struct rubric_build *build, size_t line, const char *name,
			    const char *description, double weight)
{
	size_t index = build->rubric.criterion_count;
	struct rubric_criterion *to = &build->rubric.criteria[index];

	if (index == RUBRIC_CRITERIA_MAX)
		return rubric_build_refuse(build, line,
					   "There may be at most 12 criteria.");
	build->rubric.criterion_count++;
	build->lines[index].line = line;
	to->name = take_name(build, name);
	to->description = take_description(build, description);
	to->weight = weight;
	return true;
}

bool rubric_build_level(struct rubric_build *build, size_t line, const char *name,
			const char *description, double points)
{
	size_t criterion = build->rubric.criterion_count - 1;
	struct rubric_criterion *to = &build->rubric.criteria[criterion];
	struct rubric_level *level = &to->levels[to->level_count];

	if (to->level_count == RUBRIC_LEVELS_MAX)
		return rubric_build_refuse(build, line,
					   "A criterion may have at most 6 levels.");
	build->lines[criterion].levels[to->level_count++] = line;
	level->name = take_name(build, name);
	level->description = take_description(build, description);
	level->points = points;
	return true;
}

/* ---- finishing ---- */

static void levels_sort(struct rubric_build *build, size_t index)
{
	struct rubric_criterion *criterion = &build->rubric.criteria[index];
	size_t *lines = build->lines[index].levels;

	for (size_t i = 1; i < criterion->level_count; i++) {
		for (size_t j = i;
		     j && criterion->levels[j].points < criterion->levels[j - 1].points;
		     j--) {
			struct rubric_level level = criterion->levels[j];
			size_t line = lines[j];

			criterion->levels[j] = criterion->levels[j - 1];
			criterion->levels[j - 1] = level;
			lines[j] = lines[j - 1];
			lines[j - 1] = line;
			build->notes |= RUBRIC_NOTE_SORTED;
		}
	}
}

static void criteria_sort(struct rubric_build *build)
{
	for (size_t i = 1; i < build->rubric.criterion_count; i++) {
		for (size_t j = i; j && build->lines[j].order < build->lines[j - 1].order;
		     j--) {
			struct rubric_criterion criterion = build->rubric.criteria[j];
			struct rubric_lines lines = build->lines[j];

			build->rubric.criteria[j] = build->rubric.criteria[j - 1];
			build->rubric.criteria[j - 1] = criterion;
			build->lines[j] = build->lines[j - 1];
			build->lines[j - 1] = lines;
		}
	}
}

/* Names of levels are unique and not empty; points say what a name does not. */
static void level_names_make(struct rubric_build *build,
			     struct rubric_criterion *criterion)
{
	for (size_t i = 0; i < criterion->level_count; i++) {
		struct rubric_level *level = &criterion->levels[i];
		bool twin = text_empty(level->name);

		for (size_t j = 0; j < i; j++)
			twin |= text_equal_nocase(level->name, criterion->levels[j].name);
		if (!twin)
			continue;
		build->notes |= RUBRIC_NOTE_NAMES_MADE;
		level->name = take_name(
			build, arena_printf(build->arena, "%.15g%s%.120s", level->points,
					    *level->name ? " – " : "", level->name));
	}
}

static void names_make(struct rubric_build *build, size_t index)
{
	struct rubric_criterion *criterion = &build->rubric.criteria[index];

	criterion->id = arena_printf(build->arena, "c%zu", index + 1);
	if (text_empty(criterion->name)) {
		build->notes |= RUBRIC_NOTE_NAMES_MADE;
		criterion->name = arena_printf(build->arena, "%zu", index + 1);
	}
	level_names_make(build, criterion);
}

/* The number behind a name in a JSON pointer, stepped over; most if there is none below it. */
static size_t pointer_index(const char **at, const char *name, size_t most)
{
	size_t len = strlen(name);
	unsigned long index;
	char *end;

	if (strncmp(*at, name, len) != 0)
		return most;
	index = strtoul(*at + len, &end, 10);
	if (end == *at + len || index >= most)
		return most;
	*at = end;
	return index;
}

/* The line of what "/criteria/3/levels/1/points" points at. */
static size_t line_of(const struct rubric_build *build, const char *field)
{
	size_t count = build->rubric.criterion_count, criterion, level;

	criterion = pointer_index(&field, "/criteria/", count);
	if (criterion == count)
		return 0;
	count = build->rubric.criteria[criterion].level_count;
	level = pointer_index(&field, "/levels/", count);
	return level < count ? build->lines[criterion].levels[level]
			     : build->lines[criterion].line;
}

bool rubric_build_finish(struct rubric *out, struct rubric_build *build)
{
	struct json_check check = {.arena = build->arena};

	if (!build->rubric.criterion_count)
		return rubric_build_refuse(build, 0, "There is no rubric in this file.");
	criteria_sort(build);
	for (size_t i = 0; i < build->rubric.criterion_count; i++) {
		levels_sort(build, i);
		names_make(build, i);
	}
	if (rubric_read(out, &check, "", rubric_json(build->arena, &build->rubric)))
		return true;
	*build->fault = (struct rubric_fault){line_of(build, check.fault.field),
					      check.fault.field, check.fault.reason};
	return false;
}

struct json_object *rubric_notes_json(struct arena *arena, unsigned notes)
{
	static const char *const names[] = {"names-made", "sorted", "markup-left-out",
					    "shortened"};
	struct json_object *out = json_list(arena);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (notes & 1U << i)
			json_add_text(out, names[i]);
	}
	return out;
}
