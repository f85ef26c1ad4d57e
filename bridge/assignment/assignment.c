/* Assignment: the strict reader of its document, and the two ways to write it. */
#include "assignment/assignment.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

static const char *const kinds[] = {"essay", "short_answer", "source_code", "lab_report",
				    "outline"};
static const char *const tones[] = {"encouraging", "neutral", "direct"};
static const char *const visibilities[] = {"formative", "draft"};

const char *assignment_kind_name(enum assignment_kind kind)
{
	return kinds[kind];
}

const char *assignment_tone_name(enum assignment_tone tone)
{
	return tones[tone];
}

const char *assignment_visibility_name(enum assignment_visibility visibility)
{
	return visibilities[visibility];
}

/* ---- reading: each reads one member, whose JSON pointer is field ---- */

typedef bool read_fn(struct assignment *out, struct json_check *check, const char *field,
		     struct json_object *value);

static bool only_blanks(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

static bool read_task(struct assignment *out, struct json_check *check, const char *field,
		      struct json_object *value)
{
	if (!json_check_text(check, field, value, 1, ASSIGNMENT_TASK_MAX))
		return false;
	out->task = arena_strdup(check->arena, json_object_get_string(value));
	return !only_blanks(out->task) ||
	       json_check_refuse(check, field, "This must not be empty.");
}

static bool read_kind(struct assignment *out, struct json_check *check, const char *field,
		      struct json_object *value)
{
	int found = json_check_choice(check, field, value, kinds, ARRAY_LEN(kinds),
				      "This must be essay, short_answer, source_code, "
				      "lab_report or outline.");

	out->kind = (enum assignment_kind)found;
	return found >= 0;
}

static bool read_language(struct assignment *out, struct json_check *check,
			  const char *field, struct json_object *value)
{
	static const char *const languages[] = {"de", "en"};
	int found = json_check_choice(check, field, value, languages,
				      ARRAY_LEN(languages), "This must be de or en.");

	out->language = found < 0 ? NULL : languages[found];
	return found >= 0;
}

static bool read_tone(struct assignment *out, struct json_check *check, const char *field,
		      struct json_object *value)
{
	int found = json_check_choice(check, field, value, tones, ARRAY_LEN(tones),
				      "This must be encouraging, neutral or direct.");

	out->tone = (enum assignment_tone)found;
	return found >= 0;
}

static bool read_attempts(struct assignment *out, struct json_check *check,
			  const char *field, struct json_object *value)
{
	if (!json_check_whole(check, field, value, 1, ASSIGNMENT_ATTEMPTS_MAX))
		return false;
	out->attempts = json_object_get_int(value);
	return true;
}

static bool read_due(struct assignment *out, struct json_check *check, const char *field,
		     struct json_object *value)
{
	return json_check_time(check, field, value, &out->due_s);
}

static bool read_visibility(struct assignment *out, struct json_check *check,
			    const char *field, struct json_object *value)
{
	int found = json_check_choice(check, field, value, visibilities,
				      ARRAY_LEN(visibilities),
				      "This must be formative or draft.");

	out->visibility = (enum assignment_visibility)found;
	return found >= 0;
}

/* An empty one is none. */
static bool read_solution(struct assignment *out, struct json_check *check,
			  const char *field, struct json_object *value)
{
	if (!json_check_text(check, field, value, 0, ASSIGNMENT_SOLUTION_MAX))
		return false;
	if (!only_blanks(json_object_get_string(value)))
		out->sample_solution =
			arena_strdup(check->arena, json_object_get_string(value));
	return true;
}

static bool read_rubric(struct assignment *out, struct json_check *check,
			const char *field, struct json_object *value)
{
	return rubric_read(&out->rubric, check, field, value);
}

/* clang-format off */
static const struct member {
	const char *name;
	bool needed;
	read_fn *read;
} table[] = {
	{ "task",            true,  read_task },
	{ "kind",            true,  read_kind },
	{ "language",        false, read_language },
	{ "tone",            true,  read_tone },
	{ "attempts",        true,  read_attempts },
	{ "due",             false, read_due },
	{ "visibility",      true,  read_visibility },
	{ "sample_solution", false, read_solution },
	{ "rubric",          true,  read_rubric },
};
/* clang-format on */

/* A member that may be left out may also be null: pages write what they have. */
static bool read_members(struct assignment *out, struct json_check *check,
			 struct json_object *document)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const char *field = json_check_name(check, "", table[i].name);
		struct json_object *value = json_member(document, table[i].name);

		if (!value && table[i].needed)
			return json_check_refuse(check, field, "This is missing.");
		if (value && !table[i].read(out, check, field, value))
			return false;
	}
	return true;
}

static bool only_known(struct json_check *check, struct json_object *document)
{
	const char *names[ARRAY_LEN(table)];
	struct json_members members = {NULL, 0, names, ARRAY_LEN(names)};

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		names[i] = table[i].name;
	return json_check_members(check, "", document, &members);
}

struct assignment *assignment_read(struct arena *arena, struct json_object *document,
				   struct json_fault *fault)
{
	struct json_check check = {.arena = arena};
	struct assignment *out = arena_alloc(arena, sizeof(*out));

	if (!only_known(&check, document) || !read_members(out, &check, document)) {
		*fault = check.fault;
		return NULL;
	}
	out->max_points = rubric_max_points(&out->rubric);
	if (strlen(json_write(assignment_json(arena, out))) > ASSIGNMENT_DOCUMENT_MAX) {
		*fault = (struct json_fault){"", "This assignment is too long."};
		return NULL;
	}
	return out;
}

/* ---- writing ---- */

struct json_object *assignment_json(struct arena *arena,
				    const struct assignment *assignment)
{
	struct json_object *out = json_new(arena);

	json_put_text(out, "task", assignment->task);
	json_put_text(out, "kind", kinds[assignment->kind]);
	if (assignment->language)
		json_put_text(out, "language", assignment->language);
	json_put_text(out, "tone", tones[assignment->tone]);
	json_put_int(out, "attempts", assignment->attempts);
	if (assignment->due_s)
		json_put_time(out, "due", assignment->due_s);
	json_put_text(out, "visibility", visibilities[assignment->visibility]);
	if (assignment->sample_solution)
		json_put_text(out, "sample_solution", assignment->sample_solution);
	return json_put(out, "rubric", rubric_json(arena, &assignment->rubric));
}

struct json_object *assignment_student_json(struct arena *arena,
					    const struct assignment *assignment,
					    bool scored)
{
	struct json_object *out = json_new(arena);

	json_put_text(out, "task", assignment->task);
	json_put_text(out, "kind", kinds[assignment->kind]);
	json_put_text(out, "tone", tones[assignment->tone]);
	json_put_int(out, "attempts", assignment->attempts);
	json_put_time(out, "due", assignment->due_s);
	json_put_text(out, "visibility", visibilities[assignment->visibility]);
	json_put_number(out, "max_points", assignment->max_points);
	json_put_bool(out, "scored", scored);
	return json_put(out, "criteria",
			json_member(rubric_json(arena, &assignment->rubric), "criteria"));
}
