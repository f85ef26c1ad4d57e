/* Deep link choice: the kinds of activities, and reading the form. */
#include "lms/deep_link_choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* clang-format off */
const struct deep_link_kind deep_link_kinds[] = {
	{ "tutor", "graded_tutor", false,
	  { [PAGE_EN] = "AI tutor", [PAGE_DE] = "KI-Tutor" },
	  { [PAGE_EN] = "Students ask and talk it through.",
	    [PAGE_DE] = "Studierende fragen und denken im Gespräch weiter." },
	  { [PAGE_EN] = "Add a grade item to the gradebook (you enter the grades yourself)",
	    [PAGE_DE] = "Einen Eintrag im Bewertungsbuch anlegen (die Bewertung tragen Sie selbst ein)" } },
	{ "feedback", "graded_feedback", true,
	  { [PAGE_EN] = "Feedback", [PAGE_DE] = "Feedback" },
	  { [PAGE_EN] = "Students hand in a text and get feedback on it by your criteria.",
	    [PAGE_DE] = "Studierende reichen einen Text ein und erhalten Feedback nach Ihren Kriterien." },
	  { [PAGE_EN] = "Add a grade item to the gradebook",
	    [PAGE_DE] = "Einen Eintrag im Bewertungsbuch anlegen" } },
};
/* clang-format on */
const size_t deep_link_kind_count = ARRAY_LEN(deep_link_kinds);

static const struct deep_link_kind *kind_find(const char *id)
{
	for (size_t i = 0; i < deep_link_kind_count; i++)
		if (text_equal(id, deep_link_kinds[i].id))
			return &deep_link_kinds[i];
	return NULL;
}

/* "hint-ladder/de" */
static const struct preset *preset_find(const char *name)
{
	const char *slash = name ? strchr(name, '/') : NULL;

	for (size_t i = 0; slash && i < preset_count; i++)
		if (strlen(presets[i].id) == (size_t)(slash - name) &&
		    text_starts_with(name, presets[i].id) &&
		    text_equal(slash + 1, presets[i].language))
			return &presets[i];
	return NULL;
}

/* The field, else the fallback; NULL when it is too long. */
static const char *title_read(const struct form *form, const char *name,
			      const char *fallback)
{
	const char *title = form_get(form, name);

	if (title && strlen(title) > CHOICE_TITLE_MAX)
		return NULL;
	return title && title[strspn(title, " ")] ? title : fallback;
}

static bool maximum_read(double *out, const char *text)
{
	char *end;

	*out = text ? strtod(text, &end) : NAN;
	return !text_empty(text) && !*end && isfinite(*out) && *out > 0 &&
	       *out <= CHOICE_MAXIMUM_MOST;
}

bool deep_link_choice_read(struct deep_link_choice *out, const struct form *form,
			   enum page_lang lang)
{
	const char *kind = form_get(form, "kind");

	*out = (struct deep_link_choice){.kind = kind ? kind_find(kind)
						      : &deep_link_kinds[0]};
	if (!out->kind)
		return false;
	out->title = title_read(form, "title", out->kind->name[lang]);
	if (!out->title)
		return false;
	if (text_equal(out->kind->id, "tutor"))
		out->preset = preset_find(form_get(form, "preset"));
	out->graded = form_get(form, out->kind->graded_field) != NULL;
	if (!out->graded)
		return true;
	out->label = title_read(form, "label", out->title);
	return out->label && maximum_read(&out->maximum, form_get(form, "maximum"));
}
