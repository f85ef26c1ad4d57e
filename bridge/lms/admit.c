/* Admit: the writing half of a launch. */
#include "lms/admit.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "config.h"
#include "course/activity.h"
#include "course/course.h"
#include "course/tenant.h"
#include "lms/nonce.h"
#include "lms/legacy.h"
#include "lms/messages.h"
#include "lms/page.h"
#include "lms/profile.h"
#include "lms/rank.h"
#include "lms/services.h"
#include "privacy/pseudonym.h"

#define NONCE_SLACK_S 60
#define HISTORY_MAX 32 /* copies of copies that we look through */

/* --- nonces -------------------------------------------------------------------------------- */

bool admitted_before(struct db_conn *conn, const struct platform *platform,
		     const char *nonce)
{
	int64_t spent;

	return db_get_int(conn, &spent,
			  "SELECT 1 FROM nonce WHERE platform_id = $1 AND nonce = $2",
			  "tt", platform->id, nonce) == DB_OK;
}

/* *spent: by this very call. Kept as long as its token or its state can come again. */
static enum db_status launch_spend(struct db_conn *tx, const struct arrival *arrival,
				   bool *spent)
{
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	int64_t state_s = arrival->call->now_s + LTI_STATE_LIFE_S;
	int64_t token_s = claims->expires_s + arrival->call->parts->config->leeway_s;
	struct nonce nonce = {
		.platform = arrival->platform->id,
		.value = arrival->nonce,
		.expires_s = (token_s > state_s ? token_s : state_s) + NONCE_SLACK_S,
		.session = arrival->session_id,
	};

	return nonce_spend(tx, &nonce, spent);
}

static enum db_status nonce_session(struct db_conn *tx, const struct arrival *arrival,
				    const char **session)
{
	return db_get_text(
		tx, arrival->call->arena, session,
		"SELECT session_id FROM nonce WHERE platform_id = $1 AND nonce = $2",
		"tt", arrival->platform->id, arrival->nonce);
}

/* A second session for a nonce that was spent, like the first. */
static enum db_status reopen(struct db_conn *tx, void *arg)
{
	struct arrival *arrival = arg;
	struct session *session, again;
	const char *id = NULL;
	enum db_status status = nonce_session(tx, arrival, &id);

	arrival->admitted = arrival->reopened = false;
	arrival->refusal = REFUSED_USED;
	if (status == DB_OK && id)
		status = session_by_id(&session, tx, arrival->call->arena, id,
				       arrival->call->now_s);
	if (status == DB_ABSENT || (status == DB_OK && !id))
		return DB_OK; /* over, or never was */
	if (status != DB_OK)
		return status;
	again = *session; /* until the same time; the first page keeps its own */
	again.id = arrival->session_id;
	arrival->rank = again.rank;
	arrival->reopened = true;
	arrival->admitted = true;
	return session_open(tx, &again, arrival->call->now_s, arrival->code);
}

/* --- a launch ------------------------------------------------------------------------------ */

/* DB_OK with the deployment's id, or without one and with the refusal. */
static enum db_status deployment_take(struct db_conn *tx, struct arrival *arrival,
				      const struct tenant *tenant,
				      struct deployment *deployment)
{
	struct arena *arena = arrival->call->arena;
	const char *name = lti_launch_claims(arrival->launch)->deployment_id;
	bool trusted = text_equal(json_text(tenant->settings, "deployments"), "active");
	char id[RANDOM_ID];
	enum db_status status =
		deployment_find(deployment, tx, arena, arrival->platform->id, name);

	if (status == DB_ABSENT) {
		deployment->status = trusted ? PLATFORM_ACTIVE : PLATFORM_PENDING;
		status = deployment_add(tx, arrival->platform->id, name,
					deployment->status, arrival->call->now_s, id);
		deployment->id = arena_strdup(arena, id);
		if (status == DB_REFUSED)
			status = DB_OK; /* enough of them wait already */
	}
	arrival->refusal = deployment->status == PLATFORM_DISABLED
				   ? REFUSED_DEPLOYMENT_DISABLED
				   : REFUSED_DEPLOYMENT;
	if (deployment->status != PLATFORM_ACTIVE)
		deployment->id = NULL;
	return status;
}

/* The link's name within its deployment, unique where the platform's is not. */
static const char *link_id(const struct arrival *arrival)
{
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	const char *id = claims->resource_link.id;

	if (text_starts_with(id, "p") && claims->context.id &&
	    profile_has(arrival->platform->profile, PROFILE_LINK_ID_SHARED))
		return arena_printf(arrival->call->arena, "%s in %s", id,
				    claims->context.id);
	return id;
}

/* A list of ids, newest copy first, each percent-encoded; NULL: none, or not known. */
static const char *const *history(const struct arrival *arrival, const char *param)
{
	const char *list = lti_launch_custom(arrival->launch, param);
	struct arena *arena = arrival->call->arena;
	const char **out;
	size_t count = 0;

	if (text_empty(list) ||
	    *list == '$') /* a variable that the platform does not know */
		return NULL;
	out = arena_alloc(arena, (HISTORY_MAX + 1) * sizeof(*out));
	while (*list && count < HISTORY_MAX) {
		size_t len = strcspn(list, ",");
		/* One form field's worth of decoding: "x=" makes it one. */
		const char *field = arena_printf(arena, "x=%.*s", (int)len, list);
		struct form *form = form_parse(arena, field, len + 2);
		const char *id = form ? form_get(form, "x") : NULL;

		if (!text_empty(id))
			out[count++] = id;
		list += len + strspn(list + len, ",");
	}
	return out;
}

/* What a new link asks to be; no say for platforms whose custom parameters anybody may write. */
static const char *kind(const struct arrival *arrival)
{
	const char *asked = lti_launch_custom(arrival->launch, KIND_PARAM);

	return text_equal(asked, "feedback") && profile_has(arrival->platform->profile,
							    PROFILE_CUSTOM_TRUSTED)
		       ? "feedback"
		       : "tutor";
}

static const char *const *link_history(const struct arrival *arrival)
{
	return profile_has(arrival->platform->profile, PROFILE_CUSTOM_TRUSTED)
		       ? history(arrival, LINK_HISTORY_PARAM)
		       : NULL;
}

static const char *first_of(const char *a, const char *b, const char *c)
{
	return a ? a : b ? b : c;
}

/* Course and activity of the launch; their ids go into the session. */
static enum db_status place_take(struct db_conn *tx, const struct arrival *arrival,
				 const struct tenant *tenant, struct session *session)
{
	struct arena *arena = arrival->call->arena;
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	const struct lti_context *context = &claims->context;
	struct course *course = arena_alloc(arena, sizeof(*course));
	struct activity *activity = arena_alloc(arena, sizeof(*activity));
	/* A link outside of any course is a course of its own. */
	const char *context_id =
		context->id ? context->id
			    : arena_printf(arena, "link %s", link_id(arrival));
	struct activity_link link = {
		.course = course,
		.deployment = session->deployment,
		.resource_link_id = link_id(arrival),
		.title = first_of(claims->resource_link.title, context->title,
				  text_equal(session->locale, "de") ? "KI-Tutor"
								    : "AI tutor"),
		.activity_id = lti_launch_custom(arrival->launch, ACTIVITY_PARAM),
		.kind = kind(arrival),
		.link_history = link_history(arrival),
		.history = history(arrival, HISTORY_PARAM),
		.fork_active =
			text_equal(json_text(tenant->settings, "copies"), "active"),
		.now_s = arrival->call->now_s,
	};
	struct service_notes notes = {
		.call = arrival->call,
		.launch = arrival->launch,
		.deployment = session->deployment,
		.resource_link_id = link.resource_link_id,
		.person = session->person,
	};
	const struct legacy_launch before = {
		.call = arrival->call,
		.platform = arrival->platform,
		.launch = arrival->launch,
		.tenant = tenant,
		.deployment = session->deployment,
		.context_id = context_id,
		.resource_link_id = link.resource_link_id,
		.person = session->person,
	};
	enum db_status status = legacy_follow(tx, &before);

	if (status != DB_OK)
		return status;
	status = course_take(
		course, tx, arena, session->tenant, session->deployment, context_id,
		first_of(context->title, context->label, link.title),
		first_of(context->label, context->title, ""), arrival->call->now_s);

	if (status == DB_OK)
		status = activity_take(activity, tx, arena, &link);
	if (status != DB_OK)
		return status;
	session->course = course->id;
	session->activity = activity->id;
	notes.activity = activity;
	return services_note(tx, &notes);
}

static enum db_status session_fill(struct db_conn *tx, struct arrival *arrival,
				   const struct tenant *tenant, const char *deployment,
				   struct session *session)
{
	struct call *call = arrival->call;
	const struct platform *platform = arrival->platform;
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	struct ranking ranking = rank_of(claims->roles, platform->profile,
					 call->parts->config->assistants_lecture);
	char *person = arena_alloc(call->arena, PSEUDONYM_TEXT);

	pseudonym_make(person, tenant->secret, platform->id, platform->profile,
		       claims->person.subject);
	*session = (struct session){
		.id = arrival->session_id,
		.tenant = platform->tenant,
		.platform = platform->id,
		.deployment = deployment,
		.person = person,
		.rank = ranking.rank,
		.locale = page_lang_code(
			page_lang(call, first_of(claims->presentation.locale,
						 claims->person.locale, NULL))),
		.return_url = claims->presentation.return_url,
		.frame_origin = platform_origins(platform, call->arena),
		.message = lti_message_name(claims->message),
		.expires_s = call->now_s + call->parts->config->session_s,
	};
	arrival->rank = ranking.rank;
	if (claims->message == LTI_MESSAGE_DATA_PRIVACY)
		return privacy_take(arrival, tenant, session);
	if (claims->message == LTI_MESSAGE_SUBMISSION_REVIEW)
		return review_take(tx, arrival, tenant, ranking.in_course,
				   link_id(arrival), session);
	return ranking.in_course ? place_take(tx, arrival, tenant, session) : DB_OK;
}

enum db_status admit_write(struct db_conn *tx, void *arg)
{
	struct arrival *arrival = arg;
	struct deployment deployment = {0};
	struct session session;
	struct tenant tenant;
	bool spent;
	enum db_status status =
		tenant_find(&tenant, tx, arrival->call->arena, arrival->platform->tenant);

	random_id(arrival->session_id);
	arrival->admitted = arrival->reopened = false;
	if (status == DB_OK)
		status = deployment_take(tx, arrival, &tenant, &deployment);
	if (status != DB_OK || !deployment.id)
		return status;
	status = launch_spend(tx, arrival, &spent);
	if (status == DB_OK && !spent)
		return reopen(tx, arrival); /* loaded again, or posted twice at once */
	arrival->admitted = true;
	if (status != DB_OK || arrival->no_session)
		return status;
	status = session_fill(tx, arrival, &tenant, deployment.id, &session);
	if (status == DB_OK)
		status = session_open(tx, &session, arrival->call->now_s, arrival->code);
	return status;
}

bool admit_end(struct arrival *arrival, enum db_status outcome)
{
	if (outcome != DB_OK && outcome != DB_REFUSED) /* refused: it has said why */
		arrival->refusal = REFUSED_STORE;
	return outcome == DB_OK && arrival->admitted;
}

bool admit(struct arrival *arrival)
{
	return admit_end(arrival,
			 db_write(arrival->call->parts->db, admit_write, arrival));
}

bool admit_again(struct arrival *arrival)
{
	random_id(arrival->session_id);
	return admit_end(arrival, db_write(arrival->call->parts->db, reopen, arrival));
}
