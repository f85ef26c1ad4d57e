/* Assignment default: the document that a lecturer starts from, in both languages. */
#include "assignment/assignment.h"
#include "base/json.h"
#include "base/text.h"

#define LEVELS 4

struct words {
	const char *levels[LEVELS];
	struct {
		const char *id, *name, *description;
	} criteria[3];
};

static const struct words german = {
	{"nicht erkennbar", "ansatzweise", "weitgehend", "durchgehend"},
	{
		{"content", "Inhalt",
		 "Die Aufgabe ist vollständig und sachlich richtig bearbeitet."},
		{"reasoning", "Gedankengang",
		 "Aussagen sind begründet und bauen aufeinander auf."},
		{"language", "Darstellung",
		 "Der Text ist gegliedert, verständlich und sprachlich korrekt."},
	},
};

static const struct words english = {
	{"not visible", "in part", "for the most part", "throughout"},
	{
		{"content", "Content", "The task is answered completely and correctly."},
		{"reasoning", "Reasoning",
		 "Statements are justified and build on each other."},
		{"language", "Presentation",
		 "The text is structured, clear and correct in its language."},
	},
};

static struct json_object *levels_json(struct arena *arena, const struct words *words)
{
	struct json_object *levels = json_list(arena);

	for (int i = 0; i < LEVELS; i++) {
		struct json_object *level = json_new(arena);

		json_put_text(level, "name", words->levels[i]);
		json_put_text(level, "description", "");
		json_add(levels, json_put_number(level, "points", i));
	}
	return levels;
}

struct json_object *assignment_default(struct arena *arena, const char *language)
{
	const struct words *words = text_equal(language, "de") ? &german : &english;
	struct json_object *criteria = json_list(arena), *out = json_new(arena);

	for (size_t i = 0; i < ARRAY_LEN(words->criteria); i++) {
		struct json_object *criterion = json_new(arena);

		json_put_text(criterion, "id", words->criteria[i].id);
		json_put_text(criterion, "name", words->criteria[i].name);
		json_put_text(criterion, "description", words->criteria[i].description);
		json_put_number(criterion, "weight", 1);
		json_put(criterion, "levels", levels_json(arena, words));
		json_add(criteria, criterion);
	}
	json_put_text(out, "task", "");
	json_put_text(out, "kind", assignment_kind_name(KIND_ESSAY));
	json_put_text(out, "tone", assignment_tone_name(TONE_ENCOURAGING));
	json_put_int(out, "attempts", 3);
	json_put_text(out, "visibility",
		      assignment_visibility_name(VISIBILITY_FORMATIVE));
	return json_put(out, "rubric", json_put(json_new(arena), "criteria", criteria));
}
