/* Deep link: the form, and POST /lti/deep-link, which makes the activity and the answer. */
#include "lms/deep_link.h"

#include <lti/deep_link.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "config.h"
#include "course/activity.h"
#include "course/course.h"
#include "course/policy.h"
#include "course/presets.h"
#include "course/tenant.h"
#include "lms/admit.h"
#include "lms/api.h"
#include "lms/jwks_cache.h"
#include "lms/keys.h"
#include "lms/page.h"
#include "lms/refusal.h"
#include "lms/sealer.h"
#include "lms/state.h"
#include "privacy/pseudonym.h"

#define SEAL_PURPOSE "deep_link"
#define TITLE_MAX 200 /* bytes */
#define KIND "tutor"

/* clang-format off */
static const struct {
	const char *title, *intro, *name, *name_value, *preset, *own, *add, *cancel;
	const char *back_title, *back, *go_on;
} says[PAGE_LANGS] = {
	[PAGE_EN] = { "Add an AI tutor",
		"Choose how the tutor should work. You can change everything later, and set its limits, in the activity itself.",
		"Title", "AI tutor", "How it answers", "Without a preset: I write the prompt myself",
		"Add to the course", "Cancel",
		"Back to your course", "Your browser takes the answer back to the learning platform.", "Continue" },
	[PAGE_DE] = { "KI-Tutor hinzufügen",
		"Wählen Sie, wie der Tutor arbeiten soll. Alles lässt sich später in der Aktivität ändern, dort legen Sie auch Grenzen fest.",
		"Titel", "KI-Tutor", "Wie er antwortet", "Ohne Vorlage: ich schreibe den Prompt selbst",
		"Zum Kurs hinzufügen", "Abbrechen",
		"Zurück in Ihren Kurs", "Ihr Browser bringt die Antwort zur Lernplattform zurück.", "Weiter" },
};
/* clang-format on */

/* --- the form ------------------------------------------------------------------------------------------ */

/* id "hint-ladder/de": the same preset in two languages is two choices. */
static void presets_write(struct page *page)
{
	struct arena *arena = page->call->arena;
	const char *own = page_lang_code(page->lang);

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
	page_html(page, arena_printf(arena, "<option value=\"\">%s</option>\n",
				     html_escape(arena, says[page->lang].own)));
}

static const char *request_seal(struct call *call, const struct platform *platform,
				const char *token, const char *nonce)
{
	struct json_object *request = json_new(call->arena);
	const char *text;

	json_put_text(request, "platform", platform->id);
	json_put_text(request, "token", token);
	json_put_text(request, "nonce", nonce);
	text = json_write(json_put_int(request, "at_s", call->now_s));
	return sealer_seal(call->parts->sealer, call->arena, SEAL_PURPOSE, text,
			   strlen(text));
}

struct reply *deep_link_form(struct call *call, const struct platform *platform,
			     const struct lti_launch *launch, const char *token,
			     const char *nonce)
{
	const struct lti_claims *claims = lti_launch_claims(launch);
	enum page_lang lang = page_lang(call, claims->presentation.locale);
	const char *title = claims->deep_linking.title;
	struct arena *arena = call->arena;
	struct page page;

	page_begin(&page, call, lang, 200, says[lang].title);
	page.origins = platform_origins(platform, arena);
	page_paragraph(&page, says[lang].intro);
	page_html(&page,
		  arena_printf(arena,
			       "<form method=\"post\" action=\"%s/lti/deep-link\">\n"
			       "<input type=\"hidden\" name=\"request\" value=\"%s\">\n"
			       "<label for=\"title\">%s</label>\n"
			       "<input type=\"text\" id=\"title\" name=\"title\" "
			       "maxlength=\"%d\" required value=\"%s\">\n"
			       "<label for=\"preset\">%s</label>\n"
			       "<select id=\"preset\" name=\"preset\">\n",
			       html_escape(arena, call->parts->config->public_url),
			       request_seal(call, platform, token, nonce),
			       says[lang].name, TITLE_MAX / 2,
			       html_escape(arena, title ? title : says[lang].name_value),
			       says[lang].preset));
	presets_write(&page);
	page_html(&page,
		  arena_printf(arena,
			       "</select>\n<p class=\"actions\">"
			       "<button name=\"do\" value=\"add\">%s</button> "
			       "<button class=\"quiet\" name=\"do\" value=\"cancel\" "
			       "formnovalidate>%s</button></p>\n</form>\n",
			       says[lang].add, says[lang].cancel));
	return page_reply(&page);
}

/* --- the answer ------------------------------------------------------------------------------------------ */

struct choice { /* what came back from the form, checked */
	struct call *call;
	struct platform *platform;
	const struct lti_launch *launch;
	const char *title;
	const struct preset *preset; /* NULL: none */
	/* the result */
	struct activity activity;
	enum refusal refusal;
};

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

static enum db_status preset_store(struct db_conn *tx, const struct choice *choice,
				   const struct tenant *tenant)
{
	const struct lti_claims *claims = lti_launch_claims(choice->launch);
	struct arena *arena = choice->call->arena;
	char person[PSEUDONYM_TEXT];
	struct policy_change change = {
		.level = LEVEL_ACTIVITY,
		.tenant = tenant->id,
		.course = choice->activity.course,
		.activity = choice->activity.id,
		.document = json_put_text(json_new(arena), "system_prompt",
					  choice->preset->prompt),
		.author =
			pseudonym_make(person, tenant->secret, choice->platform->id,
				       choice->platform->profile, claims->person.subject),
		.base_version = -1,
		.now_s = choice->call->now_s,
	};
	enum policy_outcome outcome;
	struct policy_fault fault;
	int64_t version;
	enum db_status status =
		policy_store(tx, &change, arena, &outcome, &version, &fault);

	if (status == DB_OK && outcome != POLICY_STORED)
		log_warn("deep_link.preset", "preset=%s field=%s", choice->preset->id,
			 outcome == POLICY_FAULTY ? fault.field : "-");
	return status;
}

static enum db_status activity_make(struct db_conn *tx, void *arg)
{
	struct choice *choice = arg;
	const struct lti_claims *claims = lti_launch_claims(choice->launch);
	struct arena *arena = choice->call->arena;
	const char *title = claims->context.title, *label = claims->context.label;
	struct deployment deployment;
	struct tenant tenant;
	struct course course;
	enum db_status status = deployment_find(
		&deployment, tx, arena, choice->platform->id, claims->deployment_id);

	choice->refusal = REFUSED_DEPLOYMENT;
	if (status == DB_ABSENT ||
	    (status == DB_OK && deployment.status != PLATFORM_ACTIVE))
		return DB_REFUSED;
	if (status == DB_OK)
		status = tenant_find(&tenant, tx, arena, choice->platform->tenant);
	if (status == DB_OK)
		status = course_take(&course, tx, arena, tenant.id, deployment.id,
				     claims->context.id,
				     title   ? title
				     : label ? label
					     : "",
				     label   ? label
				     : title ? title
					     : "",
				     choice->call->now_s);
	if (status == DB_OK)
		status = activity_add(&choice->activity, tx, arena, &course, KIND,
				      choice->title, choice->call->now_s);
	if (status == DB_OK && choice->preset)
		status = preset_store(tx, choice, &tenant);
	return status;
}

/* The signed answer; NULL: it cannot be made. */
static const char *answer_sign(const struct choice *choice, bool chosen)
{
	struct call *call = choice->call;
	const struct lti_custom custom[] = {
		{ACTIVITY_PARAM, choice->activity.id},
		{HISTORY_PARAM, "$Context.id.history"},
	};
	struct lti_content_item item = {
		.type = LTI_CONTENT_RESOURCE_LINK,
		.url = launch_url(call->parts->config, call->arena),
		.title = choice->title,
		.custom = custom,
		.custom_count = ARRAY_LEN(custom),
	};
	struct lti_deep_link_answer answer = {.items = &item, .count = chosen ? 1 : 0};
	const struct lti_key *key;
	struct lti_error why = {0};
	const char *kept;
	char *token;

	if (keys_signing(&key, db_reader(call->parts->db), call->parts->sealer,
			 call->arena, call->now_s) != DB_OK)
		return NULL;
	if (lti_deep_link_sign(&token, choice->launch, &choice->platform->registration,
			       &answer, key, call->now_s, &why) != LTI_OK) {
		log_warn("deep_link.unsigned", "reason=%s req=%s",
			 lti_status_name(why.status), call->id);
		return NULL;
	}
	kept = arena_strdup(call->arena, token);
	free(token);
	return kept;
}

/* A page whose one form goes to the LMS by itself, and to nobody else [DL §4.5]. */
static struct reply *answer_page(const struct choice *choice, const char *token)
{
	struct call *call = choice->call;
	struct arena *arena = call->arena;
	const struct lti_claims *claims = lti_launch_claims(choice->launch);
	enum page_lang lang = page_lang(call, claims->presentation.locale);
	const char *to = claims->deep_linking.return_url, *origin = url_origin(arena, to);
	struct page page;
	struct reply *reply;

	page_begin(&page, call, lang, 200, says[lang].back_title);
	page.origins = platform_origins(choice->platform, arena);
	page_paragraph(&page, says[lang].back);
	page_html(&page,
		  arena_printf(arena,
			       "<form method=\"post\" action=\"%s\" id=\"answer\">\n"
			       "<input type=\"hidden\" name=\"JWT\" value=\"%s\">\n"
			       "<button>%s</button>\n</form>\n"
			       "<script src=\"%s/lti/post.js\" defer></script>\n",
			       html_escape(arena, to), token, says[lang].go_on,
			       html_escape(arena, call->parts->config->public_url)));
	reply = page_reply(&page);
	return reply_header(
		reply, "Content-Security-Policy",
		arena_printf(arena,
			     "default-src 'none'; script-src 'self'; style-src 'self'; "
			     "base-uri 'none'; form-action %s",
			     origin ? origin : "'none'"));
}

/* --- the request, out of the form ---------------------------------------------------------------------------- */

static void launch_release(void *launch)
{
	lti_launch_free(launch);
}

/*
 * What was sealed was verified then; now it is read again by the same checks at the same time.
 * The LMS may have changed its key meanwhile: then the lecturer begins again.
 */
static bool request_open(struct choice *choice, const char *sealed)
{
	struct call *call = choice->call;
	size_t len;
	const char *text = sealer_unseal(call->parts->sealer, call->arena, SEAL_PURPOSE,
					 sealed, &len);
	struct json_object *request = text ? json_parse(call->arena, text, len) : NULL;
	struct lti_launch_expect expect = {.messages = LTI_MESSAGE_DEEP_LINKING};
	struct db_conn *conn = db_reader(call->parts->db);
	AUTO_JWKS_LEASE *keys = NULL;
	struct lti_launch *launch;
	struct lti_error why;

	choice->refusal = REFUSED_STATE;
	if (!request || !conn ||
	    platform_by_id(&choice->platform, conn, call->arena,
			   json_text(request, "platform")) != DB_OK)
		return false;
	choice->refusal = REFUSED_STATE_OLD;
	expect.now_s = json_int(request, "at_s", 0);
	if (call->now_s > expect.now_s + DEEP_LINK_LIFE_S)
		return false;
	choice->refusal = REFUSED_PLATFORM_INACTIVE;
	if (choice->platform->status != PLATFORM_ACTIVE)
		return false;
	choice->refusal = REFUSED_KEYS;
	keys = jwks_get(call->parts->jwks, choice->platform->jwks_url, call->now_s);
	if (!keys)
		return false;
	expect.nonce = json_text(request, "nonce");
	expect.redirect_uri = launch_url(call->parts->config, call->arena);
	expect.leeway_s = call->parts->config->leeway_s;
	choice->refusal = REFUSED_TOKEN;
	if (lti_launch_verify(&launch, json_text(request, "token"),
			      &choice->platform->registration, jwks_keys(keys), &expect,
			      &why) != LTI_OK)
		return false;
	arena_adopt(call->arena, launch, launch_release);
	choice->launch = launch;
	return true;
}

static struct reply *refuse(struct call *call, enum refusal why)
{
	struct refused refused = {.why = why};

	return refusal_reply(call, &refused);
}

struct reply *lms_deep_link(struct call *call)
{
	struct choice choice = {.call = call};
	struct form *form = form_of(call->request, call->arena);
	bool chosen = form && text_equal(form_get(form, "do"), "add");
	const char *token;

	if (!form || !form_get(form, "request"))
		return refuse(call, REFUSED_MALFORMED);
	if (!request_open(&choice, form_get(form, "request")))
		return refuse(call, choice.refusal);
	choice.title = form_get(form, "title");
	choice.preset = preset_find(form_get(form, "preset"));
	if (chosen && (text_empty(choice.title) || strlen(choice.title) > TITLE_MAX))
		return refuse(call, REFUSED_MALFORMED);
	if (chosen) {
		enum db_status status = db_write(call->parts->db, activity_make, &choice);

		if (status != DB_OK)
			return refuse(call, status == DB_REFUSED ? choice.refusal
								 : REFUSED_STORE);
	}
	token = answer_sign(&choice, chosen);
	if (!token)
		return refuse(call, REFUSED_STORE);
	log_info("deep_link.answered", "platform=%s chosen=%d activity=%s req=%s",
		 choice.platform->id, chosen, chosen ? choice.activity.id : "-",
		 call->id);
	if (call->parts->metrics)
		metrics_add(call->parts->metrics, "kibridge_deep_links_total",
			    chosen ? "outcome=\"added\"" : "outcome=\"cancelled\"", 1);
	return answer_page(&choice, token);
}
