/* Admit: the writing half of a launch. */
#include "lms/admit.h"

#include <lti/legacy.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "config.h"
#include "course/activity.h"
#include "course/course.h"
#include "lms/known.h"
#include "lms/legacy.h"
#include "lms/messages.h"
#include "lms/nonce.h"
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

/* The tenant's settings are needed only where a launch brings something new. */
static bool set_active(const struct arrival *arrival, const struct known *known,
		       const char *setting)
{
	struct json_object *settings = json_parse(arrival->call->arena, known->settings,
						  strlen(known->settings));

	return text_equal(json_text(settings, setting), "active");
}

/* *id: the deployment's, or NULL and the refusal. */
static enum db_status deployment_take(const char **id, struct db_conn *tx,
				      struct arrival *arrival, const struct known *known)
{
	const char *name = lti_launch_claims(arrival->launch)->deployment_id;
	enum platform_status status = known->deployment_status;
	enum db_status stored = DB_OK;
	char made[RANDOM_ID] = "";

	*id = known->deployment_id;
	if (!*id) {
		status = set_active(arrival, known, "deployments") ? PLATFORM_ACTIVE
								   : PLATFORM_PENDING;
		stored = deployment_add(tx, arrival->platform->id, name, status,
					arrival->call->now_s, made);
		*id = arena_strdup(arrival->call->arena, made);
		if (stored == DB_REFUSED)
			stored = DB_OK; /* enough of them wait already */
	}
	arrival->refusal = status == PLATFORM_DISABLED ? REFUSED_DEPLOYMENT_DISABLED
						       : REFUSED_DEPLOYMENT;
	if (status != PLATFORM_ACTIVE)
		*id = NULL;
	return stored;
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

/* A link outside of any course is a course of its own. NULL: neither is named. */
static const char *context_id(const struct arrival *arrival)
{
	const char *id = lti_launch_claims(arrival->launch)->context.id;
	const char *link = link_id(arrival);

	return id || !link ? id : arena_printf(arrival->call->arena, "link %s", link);
}

static enum db_status legacy_take(struct db_conn *tx, const struct arrival *arrival,
				  const struct known *known,
				  const struct session *session)
{
	const struct legacy_launch before = {
		.call = arrival->call,
		.platform = arrival->platform,
		.launch = arrival->launch,
		.secret = known->secret,
		.deployment = session->deployment,
		.context_id = context_id(arrival),
		.resource_link_id = link_id(arrival),
		.person = session->person,
	};

	return legacy_follow(tx, &before);
}

/* Finds the launch's course and activity, or makes them; new names are taken over. */
static enum db_status place_make(struct activity *activity, struct db_conn *tx,
				 const struct arrival *arrival,
				 const struct session *session,
				 struct activity_link *link, const char *title,
				 const char *label)
{
	struct arena *arena = arrival->call->arena;
	struct course *course = arena_alloc(arena, sizeof(*course));
	enum db_status status =
		course_take(course, tx, arena, session->tenant, session->deployment,
			    context_id(arrival), title, label, arrival->call->now_s);

	link->course = course;
	return status == DB_OK ? activity_take(activity, tx, arena, link) : status;
}

/* Course and activity of the launch; their ids go into the session. */
static enum db_status place_take(struct db_conn *tx, const struct arrival *arrival,
				 const struct known *known, struct session *session)
{
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	const struct lti_context *context = &claims->context;
	struct activity *activity = arena_alloc(arrival->call->arena, sizeof(*activity));
	struct activity_link link = {
		.deployment = session->deployment,
		.resource_link_id = link_id(arrival),
		.title = first_of(claims->resource_link.title, context->title,
				  text_equal(session->locale, "de") ? "KI-Tutor"
								    : "AI tutor"),
		.activity_id = lti_launch_custom(arrival->launch, ACTIVITY_PARAM),
		.kind = kind(arrival),
		.link_history = link_history(arrival),
		.history = history(arrival, HISTORY_PARAM),
		.now_s = arrival->call->now_s,
	};
	struct service_notes notes = {
		.call = arrival->call,
		.launch = arrival->launch,
		.activity = activity,
		.deployment = session->deployment,
		.resource_link_id = link.resource_link_id,
		.person = session->person,
	};
	const char *title = first_of(context->title, context->label, link.title);
	const char *label = first_of(context->label, context->title, "");
	bool legacy =
		lti_legacy_claimed(arrival->launch); /* and may move what is known */
	enum db_status status = DB_OK;

	if (!legacy && known_as_said(known, &link, title, label)) {
		*activity = known->activity;
		notes.memberships_url = known->memberships_url;
		notes.memberships_seen_s = known->memberships_seen_s;
	} else {
		link.fork_active = set_active(arrival, known, "copies");
		status = legacy_take(tx, arrival, known, session);
		if (status == DB_OK)
			status = place_make(activity, tx, arrival, session, &link, title,
					    label);
	}
	if (status != DB_OK)
		return status;
	session->course = activity->course;
	session->activity = activity->id;
	return services_note(tx, &notes);
}

static enum db_status session_fill(struct db_conn *tx, struct arrival *arrival,
				   const struct known *known, const char *deployment,
				   struct session *session)
{
	struct call *call = arrival->call;
	const struct platform *platform = arrival->platform;
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	struct ranking ranking = rank_of(claims->roles, platform->profile,
					 call->parts->config->assistants_lecture);
	char *person = arena_alloc(call->arena, PSEUDONYM_TEXT);

	pseudonym_make(person, known->secret, platform->id, platform->profile,
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
		.frame_origin = arrival->origins,
		.message = lti_message_name(claims->message),
		.expires_s = call->now_s + call->parts->config->session_s,
	};
	arrival->rank = ranking.rank;
	if (claims->message == LTI_MESSAGE_DATA_PRIVACY)
		return privacy_take(arrival, known->secret, session);
	if (claims->message == LTI_MESSAGE_SUBMISSION_REVIEW)
		return review_take(tx, arrival, known->secret, ranking.in_course,
				   link_id(arrival), session);
	return ranking.in_course ? place_take(tx, arrival, known, session) : DB_OK;
}

static enum db_status find_known(struct known *out, struct db_conn *tx,
				 const struct arrival *arrival)
{
	const struct known_names names = {
		.tenant = arrival->platform->tenant,
		.platform = arrival->platform->id,
		.deployment_id = lti_launch_claims(arrival->launch)->deployment_id,
		.context_id = context_id(arrival),
		.resource_link_id = link_id(arrival),
	};

	return known_find(out, tx, arrival->call->arena, &names);
}

enum db_status admit_write(struct db_conn *tx, void *arg)
{
	struct arrival *arrival = arg;
	const char *deployment = NULL;
	struct session session;
	struct known known;
	bool spent;
	enum db_status status = find_known(&known, tx, arrival);

	random_id(arrival->session_id);
	arrival->admitted = arrival->reopened = false;
	if (status == DB_OK && known.platform_status != PLATFORM_ACTIVE) {
		arrival->refusal = REFUSED_PLATFORM_INACTIVE;
		return DB_OK; /* nothing is written, the nonce not spent */
	}
	if (status == DB_OK)
		status = deployment_take(&deployment, tx, arrival, &known);
	if (status != DB_OK || !deployment)
		return status;
	status = launch_spend(tx, arrival, &spent);
	if (status == DB_OK && !spent)
		return reopen(tx, arrival); /* loaded again, or posted twice at once */
	arrival->admitted = true;
	if (status != DB_OK || arrival->no_session)
		return status;
	status = session_fill(tx, arrival, &known, deployment, &session);
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
