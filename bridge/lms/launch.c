/*
 * Launch: POST /lti/launch, the second half of a launch [Sec §5.1.1.3, §5.1.3]. State and cookie
 * first, then the signature and every claim, and only then the first write: one transaction
 * spends the nonce and finds or makes deployment, course, activity and session.
 */
#include <lti/launch.h>
#include <lti/login.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "config.h"
#include "lms/admit.h"
#include "lms/api.h"
#include "lms/deep_link.h"
#include "lms/jwks_cache.h"
#include "lms/platform.h"
#include "lms/platform_cache.h"
#include "lms/profile.h"
#include "lms/proof.h"
#include "lms/rank.h"
#include "lms/refusal.h"
#include "lms/state.h"
#include "store/db.h"

static const char *param(void *form, const char *name)
{
	return form_get(form, name);
}

static enum refusal refusal_of(enum lti_status status)
{
	switch (status) {
	case LTI_ERR_EXPIRED:
	case LTI_ERR_ISSUED_AT:
		return REFUSED_CLOCK;
	case LTI_ERR_SUBJECT:
		return REFUSED_ANONYMOUS;
	case LTI_ERR_MESSAGE_TYPE:
		return REFUSED_MESSAGE;
	case LTI_ERR_KEY_SET:
		return REFUSED_KEYS;
	default:
		return REFUSED_TOKEN;
	}
}

struct verification {
	const char *token;
	const struct lti_registration *registration;
	const struct lti_launch_expect *expect;
	struct lti_launch *launch;
	struct lti_error *why;
};

static enum lti_status launch_verify(void *arg, const struct lti_jwks *keys)
{
	struct verification *one = arg;

	return lti_launch_verify(&one->launch, one->token, one->registration, keys,
				 one->expect, one->why);
}

static struct reply *refuse(struct call *call, struct refused *refused, enum refusal why)
{
	refused->why = why;
	return refusal_reply(call, refused);
}

/* The platform: remembered, as all but its status is for good; else read. */
static enum db_status platform_get(const struct platform **out, const struct call *call,
				   const char *id)
{
	struct platform_cache *cache = call->parts->platforms;
	struct platform *platform = NULL;
	struct db_conn *conn;
	enum db_status found;

	*out = platform_cache_find(cache, id);
	if (*out)
		return DB_OK;
	conn = db_reader(call->parts->db);
	found = conn ? platform_by_id(&platform, conn, call->arena, id) : DB_FAILED;
	if (found == DB_OK && platform->status == PLATFORM_ACTIVE)
		platform_cache_keep(cache, platform);
	*out = platform;
	return found;
}

/*
 * A launch asks whether its platform is active where it is written. Whatever else would be opened
 * or told asks here first: true says that it is not, and why.
 */
static bool switched_off(const struct call *call, const struct platform *remembered,
			 struct refused *refused)
{
	struct db_conn *conn = db_reader(call->parts->db);
	struct platform *now;
	enum db_status found =
		conn ? platform_by_id(&now, conn, call->arena, remembered->id)
		     : DB_FAILED;

	if (found == DB_OK && now->status == PLATFORM_ACTIVE)
		return false;
	refused->why = found == DB_OK || found == DB_ABSENT ? REFUSED_PLATFORM_INACTIVE
							    : REFUSED_STORE;
	return true;
}

static struct reply *launched(struct call *call, const struct platform *platform,
			      const struct arrival *arrival)
{
	const char *url = arena_printf(call->arena, "%s/app/?p=%s#%s",
				       call->parts->config->public_url, platform->id,
				       arrival->code);
	struct reply *reply = reply_redirect(call, 303, url);

	if (call->parts->metrics)
		metrics_add(call->parts->metrics, "kibridge_launches_total",
			    "outcome=\"ok\"", 1);
	reply_header(reply, "Referrer-Policy", "no-referrer");
	return reply_header(reply, "Cache-Control", "no-store");
}

static struct reply *reopened(struct call *call, const struct platform *platform,
			      const struct arrival *arrival)
{
	log_info("launch.again", "platform=%s session=%s req=%s", platform->id,
		 arrival->session_id, call->id);
	return launched(call, platform, arrival);
}

/*
 * A page that is loaded again posts the same launch: back to its session, as long as that lives,
 * even when the token has run out meanwhile.
 * @why  what to say if it was never made
 */
static struct reply *launch_again(struct call *call, const struct platform *platform,
				  const char *nonce, struct refused *refused,
				  enum refusal why)
{
	struct arrival arrival = {.call = call, .platform = platform, .nonce = nonce};
	struct db_conn *conn = db_reader(call->parts->db);

	if (switched_off(call, platform, refused))
		return refusal_reply(call, refused);
	if (!conn || !admitted_before(conn, platform, nonce))
		return refuse(call, refused, why);
	if (!admit_again(&arrival))
		return refuse(call, refused, arrival.refusal);
	return reopened(call, platform, &arrival);
}

/* A lecturer adds an activity: no page of ours opens for long, so no session either. */
static struct reply *deep_link_receive(struct arrival *arrival, const char *token,
				       struct refused *refused)
{
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	struct call *call = arrival->call;
	struct ranking ranking = rank_of(claims->roles, arrival->platform->profile,
					 call->parts->config->assistants_lecture);

	if (switched_off(call, arrival->platform, refused))
		return refusal_reply(call, refused);
	if (ranking.rank < RANK_LECTURER || !ranking.in_course || !claims->context.id)
		return refuse(call, refused, REFUSED_RIGHTS);
	if (!(claims->deep_linking.types & LTI_CONTENT_RESOURCE_LINK))
		return refuse(call, refused, REFUSED_MESSAGE);
	arrival->no_session = true;
	if (!admit(arrival))
		return refuse(call, refused, arrival->refusal);
	log_info("launch.deep_link", "platform=%s req=%s", arrival->platform->id,
		 call->id);
	return deep_link_form(call, arrival->platform, arrival->launch, token,
			      arrival->nonce);
}

/* A launch that is being written, and what its answer needs. In the call's arena. */
struct launching {
	struct arrival arrival;
	struct refused refused;
};

static struct reply *launch_written(void *arg, enum db_status outcome)
{
	struct launching *launching = arg;
	struct arrival *arrival = &launching->arrival;
	const struct platform *platform = arrival->platform;
	struct call *call = arrival->call;

	if (!admit_end(arrival, outcome))
		return refuse(call, &launching->refused, arrival->refusal);
	if (arrival->reopened)
		return reopened(call, platform, arrival);
	log_info("launch.ok", "platform=%s session=%s rank=%s message=%s req=%s",
		 platform->id, arrival->session_id, rank_role(arrival->rank),
		 lti_message_name(lti_launch_claims(arrival->launch)->message), call->id);
	return launched(call, platform, arrival);
}

static struct reply *launch_write(const struct arrival *arrival,
				  const struct refused *refused)
{
	struct call *call = arrival->call;
	struct launching *launching = arena_alloc(call->arena, sizeof(*launching));

	launching->arrival = *arrival;
	launching->refused = *refused;
	return reply_written(call, &(struct reply_write){.fn = admit_write,
							 .then = launch_written,
							 .arg = launching});
}

static void launch_release(void *launch)
{
	lti_launch_free(launch);
}

/* The signed part; what came before has shown that this browser began this launch. */
static struct reply *launch_receive(struct call *call, const char *token,
				    const struct platform *platform,
				    const struct lti_state *state,
				    struct refused *refused)
{
	struct lti_launch *launch;
	struct lti_launch_expect expect = {
		.nonce = state->nonce,
		.deployment_id = state->deployment_id,
		.target_link_uri = state->target_link_uri,
		.redirect_uri = launch_url(call->parts->config, call->arena),
		.now_s = call->now_s,
		.leeway_s = call->parts->config->leeway_s,
	};
	struct verification verification = {
		.token = token,
		.registration = &platform->registration,
		.expect = &expect,
		.why = arena_alloc(call->arena, sizeof(*verification.why)),
	};
	struct arrival arrival = {.call = call,
				  .platform = platform,
				  .nonce = state->nonce,
				  .origins = refused->origins};
	enum lti_status status;

	verification.why->status = LTI_ERR_KEY_SET; /* unless a check says otherwise */
	status = jwks_verify(call->parts->jwks, platform->jwks_url, call->now_s,
			     launch_verify, &verification);
	launch = verification.launch;
	refused->cause = verification.why;
	if (status != LTI_OK)
		return launch_again(call, platform, state->nonce, refused,
				    refusal_of(status));
	arrival.launch = launch;
	arena_adopt(call->arena, launch, launch_release); /* it outlives this function */
	refused->locale = lti_launch_claims(launch)->presentation.locale;
	refused->return_url = lti_launch_claims(launch)->presentation.return_url;
	refused->deployment_id = lti_launch_claims(launch)->deployment_id;
	if (lti_launch_claims(launch)->message == LTI_MESSAGE_DEEP_LINKING)
		return deep_link_receive(&arrival, token, refused);
	return launch_write(&arrival, refused); /* only now: it is theirs */
}

/*
 * The browser did not bring the cookie. Where its secret is kept elsewhere, too, the page asks
 * for it there; else it offers the same launch in a window of its own, unless the LMS's hints are
 * good for one time only.
 */
static struct reply *cookie_missing(struct call *call, const struct form *form,
				    const struct platform *platform,
				    const struct lti_state *state,
				    struct refused *refused)
{
	const char *token = form_get(form, "id_token");

	if (token && !form_get(form, PROOF_FIELD) && state_is_kept(state))
		refused->html =
			proof_form(call, platform, state, form_get(form, "state"), token);
	if (!profile_has(platform->profile, PROFILE_HINT_SPENT))
		refused->reopen_url = state_login_again(call, platform, state);
	return refuse(call, refused, REFUSED_COOKIE);
}

struct reply *lms_launch(struct call *call)
{
	struct form *form = form_of(call->request, call->arena);
	const char *state_text = form ? form_get(form, "state") : NULL;
	const struct lti_state *state;
	struct lti_login_refusal no;
	struct lti_error why = {0};
	struct refused refused = {.cause = &why};
	const struct platform *platform;
	enum db_status found;

	if (!state_text || call->request->method != HTTP_POST)
		return refuse(call, &refused, REFUSED_MALFORMED);
	why.status = state_open(&state, call, state_text);
	if (why.status != LTI_OK)
		return refuse(call, &refused,
			      why.status == LTI_ERR_STATE_EXPIRED ? REFUSED_STATE_OLD
								  : REFUSED_STATE);
	found = platform_get(&platform, call, state->registration_id);
	if (found != DB_OK)
		return refuse(call, &refused,
			      found == DB_ABSENT ? REFUSED_PLATFORM : REFUSED_STORE);
	refused.platform = platform->id;
	refused.issuer = platform->registration.issuer;
	refused.client_id = platform->registration.client_id;
	refused.deployment_id = state->deployment_id;
	refused.origins = platform_origins(platform, call->arena);

	if (!state_is_the_browsers(call, state, state_text, form_get(form, PROOF_FIELD)))
		return cookie_missing(call, form, platform, state, &refused);
	if (platform->status != PLATFORM_ACTIVE) /* just read */
		return refuse(call, &refused, REFUSED_PLATFORM_INACTIVE);
	if (lti_login_refused(&no, param, form)) {
		if (switched_off(call, platform, &refused))
			return refusal_reply(call, &refused);
		refused.words = no.description ? no.description : no.error;
		return refuse(call, &refused, REFUSED_BY_LMS);
	}
	if (!form_get(form, "id_token"))
		return launch_again(call, platform, state->nonce, &refused,
				    REFUSED_MALFORMED);
	return launch_receive(call, form_get(form, "id_token"), platform, state,
			      &refused);
}
