/* Deep link: POST /lti/deep-link, which makes the activity and the answer. */
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
#include "course/tenant.h"
#include "lms/admit.h"
#include "lms/api.h"
#include "lms/deep_link_choice.h"
#include "lms/jwks_cache.h"
#include "lms/keys.h"
#include "lms/page.h"
#include "lms/profile.h"
#include "lms/refusal.h"
#include "lms/sealer.h"
#include "lms/state.h"
#include "privacy/pseudonym.h"

#define SEAL_PURPOSE "deep_link"

/* clang-format off */
static const struct {
	const char *back_title, *back, *go_on, *review;
} says[PAGE_LANGS] = {
	[PAGE_EN] = { "Back to your course", "Your browser takes the answer back to the learning platform.", "Continue",
		"Open the submission" },
	[PAGE_DE] = { "Zurück in Ihren Kurs", "Ihr Browser bringt die Antwort zur Lernplattform zurück.", "Weiter",
		"Abgabe öffnen" },
};
/* clang-format on */

/* --- the answer ------------------------------------------------------------------------------------------ */

struct answering { /* from the form to the signed answer */
	struct call *call;
	struct platform *platform;
	const struct lti_launch *launch;
	enum page_lang lang;
	struct deep_link_choice choice;
	/* the result */
	struct activity activity;
	enum refusal refusal;
};

static enum db_status preset_store(struct db_conn *tx, const struct answering *answering,
				   const struct tenant *tenant)
{
	const struct lti_claims *claims = lti_launch_claims(answering->launch);
	struct arena *arena = answering->call->arena;
	char person[PSEUDONYM_TEXT];
	struct policy_change change = {
		.level = LEVEL_ACTIVITY,
		.tenant = tenant->id,
		.course = answering->activity.course,
		.activity = answering->activity.id,
		.document = json_put_text(json_new(arena), "system_prompt",
					  answering->choice.preset->prompt),
		.author = pseudonym_make(person, tenant->secret, answering->platform->id,
					 answering->platform->profile,
					 claims->person.subject),
		.base_version = -1,
		.now_s = answering->call->now_s,
	};
	enum policy_outcome outcome;
	struct policy_fault fault;
	int64_t version;
	enum db_status status =
		policy_store(tx, &change, arena, &outcome, &version, &fault);

	if (status == DB_OK && outcome != POLICY_STORED)
		log_warn("deep_link.preset", "preset=%s field=%s",
			 answering->choice.preset->id,
			 outcome == POLICY_FAULTY ? fault.field : "-");
	return status;
}

static enum db_status activity_make(struct db_conn *tx, void *arg)
{
	struct answering *answering = arg;
	const struct lti_claims *claims = lti_launch_claims(answering->launch);
	struct arena *arena = answering->call->arena;
	const char *title = claims->context.title, *label = claims->context.label;
	struct deployment deployment;
	struct tenant tenant;
	struct course course;
	enum db_status status = deployment_find(
		&deployment, tx, arena, answering->platform->id, claims->deployment_id);

	answering->refusal = REFUSED_DEPLOYMENT;
	if (status == DB_ABSENT ||
	    (status == DB_OK && deployment.status != PLATFORM_ACTIVE))
		return DB_REFUSED;
	if (status == DB_OK)
		status = tenant_find(&tenant, tx, arena, answering->platform->tenant);
	if (status == DB_OK)
		status = course_take(&course, tx, arena, tenant.id, deployment.id,
				     claims->context.id,
				     title   ? title
				     : label ? label
					     : "",
				     label   ? label
				     : title ? title
					     : "",
				     answering->call->now_s);
	if (status == DB_OK)
		status = activity_add(&answering->activity, tx, arena, &course,
				      answering->choice.kind->id, answering->choice.title,
				      answering->call->now_s);
	if (status == DB_OK && answering->choice.preset)
		status = preset_store(tx, answering, &tenant);
	return status;
}

bool deep_link_takes_items(const struct platform *platform,
			   const struct lti_claims *claims)
{
	return claims->deep_linking.accept_line_item != LTI_NO &&
	       !profile_has(platform->profile, PROFILE_ITEM_CUSTOM_ONLY);
}

/* The grade item that comes with the link; its resourceId survives a course copy. */
static struct lti_line_item line_item_of(const struct answering *answering)
{
	const struct deep_link_choice *choice = &answering->choice;
	const struct call *call = answering->call;

	return (struct lti_line_item){
		.label = choice->label,
		.score_maximum = choice->maximum,
		.resource_id = answering->activity.id,
		.tag = choice->kind ? choice->kind->id : NULL,
		.review_url = launch_url(call->parts->config, call->arena),
		.review_label = says[answering->lang].review,
	};
}

/* The signed answer; NULL: it cannot be made. */
static const char *answer_sign(const struct answering *answering, bool chosen)
{
	struct call *call = answering->call;
	const struct lti_custom custom[] = {
		{ACTIVITY_PARAM, answering->activity.id},
		{HISTORY_PARAM, "$Context.id.history"},
	};
	struct lti_line_item line_item = line_item_of(answering);
	struct lti_content_item item = {
		.type = LTI_CONTENT_RESOURCE_LINK,
		.url = launch_url(call->parts->config, call->arena),
		.title = answering->choice.title,
		.custom = custom,
		.custom_count = ARRAY_LEN(custom),
		.line_item = answering->choice.graded ? &line_item : NULL,
	};
	struct lti_deep_link_answer answer = {.items = &item, .count = chosen ? 1 : 0};
	const struct lti_key *key;
	struct lti_error why = {0};
	const char *kept;
	char *token;

	if (keys_signing(&key, db_reader(call->parts->db), call->parts->sealer,
			 call->arena, call->now_s) != DB_OK)
		return NULL;
	if (lti_deep_link_sign(&token, answering->launch,
			       &answering->platform->registration, &answer, key,
			       call->now_s, &why) != LTI_OK) {
		log_warn("deep_link.unsigned", "reason=%s req=%s",
			 lti_status_name(why.status), call->id);
		return NULL;
	}
	kept = arena_strdup(call->arena, token);
	free(token);
	return kept;
}

/* A page whose one form goes to the LMS by itself, and to nobody else [DL §4.5]. */
static struct reply *answer_page(const struct answering *answering, const char *token)
{
	struct call *call = answering->call;
	struct arena *arena = call->arena;
	const struct lti_claims *claims = lti_launch_claims(answering->launch);
	enum page_lang lang = answering->lang;
	const char *to = claims->deep_linking.return_url, *origin = url_origin(arena, to);
	struct page page;
	struct reply *reply;

	page_begin(&page, call, lang, 200, says[lang].back_title);
	page.origins = platform_origins(answering->platform, arena);
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

/* --- the request, into the form and out of it ---------------------------------------------------------------------------- */

const char *deep_link_seal(struct call *call, const struct platform *platform,
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

static void launch_release(void *launch)
{
	lti_launch_free(launch);
}

/*
 * What was sealed was verified then; now it is read again by the same checks at the same time.
 * The LMS may have changed its key meanwhile: then the lecturer begins again.
 */
static bool request_open(struct answering *answering, const char *sealed)
{
	struct call *call = answering->call;
	size_t len;
	const char *text = sealer_unseal(call->parts->sealer, call->arena, SEAL_PURPOSE,
					 sealed, &len);
	struct json_object *request = text ? json_parse(call->arena, text, len) : NULL;
	struct lti_launch_expect expect = {.messages = LTI_MESSAGE_DEEP_LINKING};
	struct db_conn *conn = db_reader(call->parts->db);
	AUTO_JWKS_LEASE *keys = NULL;
	struct lti_launch *launch;
	struct lti_error why;

	answering->refusal = REFUSED_STATE;
	if (!request || !conn ||
	    platform_by_id(&answering->platform, conn, call->arena,
			   json_text(request, "platform")) != DB_OK)
		return false;
	answering->refusal = REFUSED_STATE_OLD;
	expect.now_s = json_int(request, "at_s", 0);
	if (call->now_s > expect.now_s + DEEP_LINK_LIFE_S)
		return false;
	answering->refusal = REFUSED_PLATFORM_INACTIVE;
	if (answering->platform->status != PLATFORM_ACTIVE)
		return false;
	answering->refusal = REFUSED_KEYS;
	keys = jwks_get(call->parts->jwks, answering->platform->jwks_url, call->now_s);
	if (!keys)
		return false;
	expect.nonce = json_text(request, "nonce");
	expect.redirect_uri = launch_url(call->parts->config, call->arena);
	expect.leeway_s = call->parts->config->leeway_s;
	answering->refusal = REFUSED_TOKEN;
	if (lti_launch_verify(&launch, json_text(request, "token"),
			      &answering->platform->registration, jwks_keys(keys),
			      &expect, &why) != LTI_OK)
		return false;
	arena_adopt(call->arena, launch, launch_release);
	answering->launch = launch;
	return true;
}

static struct reply *refuse(struct call *call, enum refusal why)
{
	struct refused refused = {.why = why};

	return refusal_reply(call, &refused);
}

/* What was chosen, as far as this LMS takes it. */
static bool choice_take(struct answering *answering, const struct form *form)
{
	const struct lti_claims *claims = lti_launch_claims(answering->launch);

	if (!deep_link_choice_read(&answering->choice, form, answering->lang))
		return false;
	if (!deep_link_takes_items(answering->platform, claims))
		answering->choice.graded = false;
	return true;
}

static void answer_tell(const struct answering *answering, bool chosen)
{
	const struct call *call = answering->call;

	log_info("deep_link.answered",
		 "platform=%s chosen=%d activity=%s kind=%s graded=%d req=%s",
		 answering->platform->id, chosen, chosen ? answering->activity.id : "-",
		 chosen ? answering->choice.kind->id : "-", answering->choice.graded,
		 call->id);
	if (call->parts->metrics)
		metrics_add(call->parts->metrics, "kibridge_deep_links_total",
			    chosen ? "outcome=\"added\"" : "outcome=\"cancelled\"", 1);
}

struct reply *lms_deep_link(struct call *call)
{
	struct answering answering = {.call = call};
	struct form *form = form_of(call->request, call->arena);
	bool chosen = form && text_equal(form_get(form, "do"), "add");
	enum db_status status = DB_OK;
	const char *token;

	if (!form || !form_get(form, "request"))
		return refuse(call, REFUSED_MALFORMED);
	if (!request_open(&answering, form_get(form, "request")))
		return refuse(call, answering.refusal);
	answering.lang =
		page_lang(call, lti_launch_claims(answering.launch)->presentation.locale);
	if (chosen && !choice_take(&answering, form))
		return refuse(call, REFUSED_MALFORMED);
	if (chosen)
		status = db_write(call->parts->db, activity_make, &answering);
	if (status != DB_OK)
		return refuse(call,
			      status == DB_REFUSED ? answering.refusal : REFUSED_STORE);
	token = answer_sign(&answering, chosen);
	if (!token)
		return refuse(call, REFUSED_STORE);
	answer_tell(&answering, chosen);
	return answer_page(&answering, token);
}
