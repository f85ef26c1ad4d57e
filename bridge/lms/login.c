/*
 * Login: GET|POST /lti/login, the first half of a launch [Sec §5.1.1]. All that must be
 * remembered is sealed into `state`; the browser gets one cookie for this state, so that launches
 * side by side do not meet. Nothing is written.
 */
#include <lti/login.h>
#include <openssl/crypto.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "config.h"
#include "lms/api.h"
#include "lms/platform.h"
#include "lms/proof.h"
#include "lms/refusal.h"
#include "lms/state.h"
#include "store/db.h"

static const char *param(void *form, const char *name)
{
	return form_get(form, name);
}

/* The platform's address for the browser to go on to, with our sealed state in it. */
static const char *go_on(struct call *call, const struct platform *platform,
			 const struct lti_login_request *login, const char *state,
			 const char *nonce)
{
	const char *url;
	char *made;

	if (lti_login_url(&made, &platform->registration, login,
			  launch_url(call->parts->config, call->arena), state,
			  nonce) != LTI_OK)
		return NULL;
	url = arena_strdup(call->arena, made);
	free(made);
	return url;
}

struct reply *lms_login(struct call *call)
{
	struct refused refused = {.login = true};
	struct lti_login_request login;
	struct lti_error why = {0};
	struct form *form = form_of(call->request, call->arena);
	struct db_conn *conn;
	struct platform *platform;
	struct state_made made;
	struct reply *reply;
	enum db_status found;
	const char *url;
	bool kept;

	if (!form || lti_login_read(&login, param, form, &why) != LTI_OK) {
		refused.why = REFUSED_MALFORMED;
		refused.cause = &why;
		return refusal_reply(call, &refused);
	}
	refused.issuer = login.iss;
	refused.client_id = login.client_id;
	refused.deployment_id = login.deployment_id;

	conn = db_reader(call->parts->db);
	found = conn ? platform_find(&platform, conn, call->arena, login.iss,
				     login.client_id)
		     : DB_FAILED;
	if (found != DB_OK) {
		refused.why = found == DB_ABSENT     ? REFUSED_PLATFORM
			      : found == DB_CONFLICT ? REFUSED_PLATFORM_AMBIGUOUS
						     : REFUSED_STORE;
		return refusal_reply(call, &refused);
	}
	refused.platform = platform->id;
	refused.origins = platform_origins(platform, call->arena);
	if (platform->status != PLATFORM_ACTIVE) {
		refused.why = REFUSED_PLATFORM_INACTIVE;
		return refusal_reply(call, &refused);
	}

	kept = proof_wanted(call, platform, &login);
	if (!state_make(&made, call, platform, &login, kept)) {
		refused.why = REFUSED_MALFORMED; /* hints too long to seal */
		return refusal_reply(call, &refused);
	}
	url = go_on(call, platform, &login, made.state, made.nonce);
	if (!url) {
		refused.why = REFUSED_STORE;
		return refusal_reply(call, &refused);
	}
	log_debug("login.sent_on", "platform=%s kept=%d req=%s", platform->id, kept,
		  call->id);
	if (call->parts->metrics)
		metrics_add(call->parts->metrics, "kibridge_logins_total",
			    "outcome=\"ok\"", 1);
	reply = kept ? proof_keep(call, platform, &login, &made, url)
		     : reply_redirect(call, 302, url);
	reply_header(reply, "Set-Cookie", made.cookie);
	reply_header(reply, "Referrer-Policy", "no-referrer");
	return reply_header(reply, "Cache-Control", "no-store");
}
