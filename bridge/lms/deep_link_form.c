/* Deep link form: the page on which a lecturer picks what to add. */
#include <string.h>

#include "base/text.h"
#include "call/parts.h"
#include "config.h"
#include "lms/deep_link.h"
#include "lms/deep_link_choice.h"
#include "lms/page.h"
#include "lms/profile.h"

/* clang-format off */
static const struct {
	const char *heading, *intro, *kind, *title, *title_hint, *preset, *own;
	const char *maximum, *label, *label_hint, *no_items, *add, *cancel;
} says[PAGE_LANGS] = {
	[PAGE_EN] = { "Add an activity",
		"Choose what your students will work with. You can change everything later, in the activity itself.",
		"What to add", "Title", "Left empty, it is called \"AI tutor\" or \"Feedback\".",
		"How the tutor answers", "Without a preset: I write the prompt myself",
		"Most points", "Name in the gradebook", "Left empty, it is the title.",
		"This learning platform takes no grade items from here: grades arrive where its administration has switched on grade synchronisation for this tool.",
		"Add to the course", "Cancel" },
	[PAGE_DE] = { "Aktivität hinzufügen",
		"Wählen Sie, womit Ihre Studierenden arbeiten sollen. Alles lässt sich später in der Aktivität ändern.",
		"Was Sie hinzufügen", "Titel", "Bleibt das Feld leer, heißt die Aktivität „KI-Tutor“ oder „Feedback“.",
		"Wie der Tutor antwortet", "Ohne Vorlage: ich schreibe den Prompt selbst",
		"Höchste Punktzahl", "Name im Bewertungsbuch", "Bleibt das Feld leer, ist es der Titel.",
		"Diese Lernplattform übernimmt von hier keine Einträge fürs Bewertungsbuch: Bewertungen kommen an, wenn ihre Administration für dieses Werkzeug die Notensynchronisation eingeschaltet hat.",
		"Zum Kurs hinzufügen", "Abbrechen" },
};
/* clang-format on */

static void kinds_write(struct page *page)
{
	struct arena *arena = page->call->arena;

	page_html(page, arena_printf(arena, "<fieldset>\n<legend>%s</legend>\n",
				     says[page->lang].kind));
	for (size_t i = 0; i < deep_link_kind_count; i++) {
		const struct deep_link_kind *kind = &deep_link_kinds[i];

		page_html(page,
			  arena_printf(arena,
				       "<label class=\"pick\"><input type=\"radio\" "
				       "name=\"kind\" id=\"kind-%s\" value=\"%s\"%s> "
				       "<span><strong>%s</strong> %s</span></label>\n",
				       kind->id, kind->id, i == 0 ? " checked" : "",
				       kind->name[page->lang], kind->does[page->lang]));
	}
	page_html(page, "</fieldset>\n");
}

static void title_write(struct page *page, const char *suggested)
{
	struct arena *arena = page->call->arena;

	page_html(
		page,
		arena_printf(
			arena,
			"<label for=\"title\">%s</label>\n"
			"<input type=\"text\" id=\"title\" name=\"title\" "
			"maxlength=\"%d\" value=\"%s\" aria-describedby=\"title-hint\">\n"
			"<p class=\"hint\" id=\"title-hint\">%s</p>\n",
			says[page->lang].title, CHOICE_TITLE_MAX / 2,
			html_escape(arena, suggested ? suggested : ""),
			says[page->lang].title_hint));
}

/* id "hint-ladder/de": the same preset in two languages is two choices. */
static void presets_write(struct page *page)
{
	struct arena *arena = page->call->arena;
	const char *own = page_lang_code(page->lang);

	page_html(page, arena_printf(arena,
				     "<div class=\"of-tutor\">\n<label "
				     "for=\"preset\">%s</label>\n"
				     "<select id=\"preset\" name=\"preset\">\n",
				     says[page->lang].preset));
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < preset_count; i++) {
			if (text_equal(presets[i].language, own) != (pass == 0))
				continue;
			page_html(
				page,
				arena_printf(arena,
					     "<option value=\"%s/%s\" lang=\"%s\">%s: %s"
					     "</option>\n",
					     presets[i].id, presets[i].language,
					     presets[i].language,
					     html_escape(arena, presets[i].title),
					     html_escape(arena, presets[i].summary)));
		}
	}
	page_html(page,
		  arena_printf(arena,
			       "<option value=\"\">%s</option>\n</select>\n</div>\n",
			       says[page->lang].own));
}

/* The style sheet shows the tick of the chosen kind, and the rest while it is set. */
static void grade_write(struct page *page)
{
	struct arena *arena = page->call->arena;

	page_html(page, "<fieldset class=\"grade\">\n");
	for (size_t i = 0; i < deep_link_kind_count; i++) {
		const struct deep_link_kind *kind = &deep_link_kinds[i];

		page_html(page,
			  arena_printf(arena,
				       "<div class=\"of-%s\"><label class=\"pick\">"
				       "<input type=\"checkbox\" name=\"%s\" "
				       "id=\"%s\" value=\"1\"%s> "
				       "<span>%s</span></label></div>\n",
				       kind->id, kind->graded_field, kind->graded_field,
				       kind->graded ? " checked" : "",
				       kind->grade[page->lang]));
	}
	page_html(page,
		  arena_printf(arena,
			       "<div class=\"grade-item\">\n"
			       "<label for=\"maximum\">%s</label>\n"
			       "<input type=\"number\" id=\"maximum\" name=\"maximum\" "
			       "min=\"0.01\" max=\"%d\" step=\"0.01\" value=\"%s\">\n"
			       "<label for=\"label\">%s</label>\n"
			       "<input type=\"text\" id=\"label\" name=\"label\" "
			       "maxlength=\"%d\" aria-describedby=\"label-hint\">\n"
			       "<p class=\"hint\" id=\"label-hint\">%s</p>\n"
			       "</div>\n</fieldset>\n",
			       says[page->lang].maximum, CHOICE_MAXIMUM_MOST,
			       CHOICE_MAXIMUM_DEFAULT, says[page->lang].label,
			       CHOICE_TITLE_MAX / 2, says[page->lang].label_hint));
}

struct reply *deep_link_form(struct call *call, const struct platform *platform,
			     const struct lti_launch *launch, const char *token,
			     const char *nonce)
{
	const struct lti_claims *claims = lti_launch_claims(launch);
	enum page_lang lang = page_lang(call, claims->presentation.locale);
	struct arena *arena = call->arena;
	struct page page;

	page_begin(&page, call, lang, 200, says[lang].heading);
	page.origins = platform_origins(platform, arena);
	page_paragraph(&page, says[lang].intro);
	page_html(&page,
		  arena_printf(arena,
			       "<form method=\"post\" action=\"%s/lti/deep-link\" "
			       "class=\"choice\">\n"
			       "<input type=\"hidden\" name=\"request\" value=\"%s\">\n",
			       html_escape(arena, call->parts->config->public_url),
			       deep_link_seal(call, platform, token, nonce)));
	kinds_write(&page);
	title_write(&page, claims->deep_linking.title);
	presets_write(&page);
	if (deep_link_takes_items(platform, claims))
		grade_write(&page);
	else if (profile_has(platform->profile, PROFILE_ITEM_CUSTOM_ONLY))
		page_html(&page,
			  arena_printf(arena, "<p class=\"hint of-feedback\">%s</p>\n",
				       says[lang].no_items));
	page_html(&page,
		  arena_printf(arena,
			       "<p class=\"actions\">"
			       "<button name=\"do\" value=\"add\">%s</button> "
			       "<button class=\"quiet\" name=\"do\" value=\"cancel\" "
			       "formnovalidate>%s</button></p>\n</form>\n",
			       says[lang].add, says[lang].cancel));
	return page_reply(&page);
}
