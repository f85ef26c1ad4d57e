/* Believing a statement: whose it says it is, whether they signed it, and that it is fresh. */
#include "lms/speaker.h"

#include "base/log.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "config.h"
#include "lms/jwks_cache.h"
#include "lms/nonce.h"

static struct reply *not_believed(const struct speaker *speaker)
{
	log_warn("statement.refused", "platform=%s reason=%s detail=\"%s\" req=%s",
		 speaker->platform ? speaker->platform->id : "unknown",
		 lti_status_name(speaker->why.status), speaker->why.detail,
		 speaker->call->id);
	return reply_error(
		speaker->call, 401, "statement",
		"This must be signed by the LMS itself, for this one request.");
}

static enum lti_status verify(void *arg, const struct lti_jwks *keys)
{
	struct speaker *speaker = arg;
	const struct config *config = speaker->call->parts->config;
	struct lti_statement_expect expect = {
		.audience = config->public_url,
		.now_s = speaker->call->now_s,
		.leeway_s = config->leeway_s,
	};

	return lti_statement_verify(&speaker->statement, speaker->token,
				    &speaker->platform->registration, keys, &expect,
				    &speaker->why);
}

struct reply *speaker_hear(struct speaker *out, struct call *call)
{
	struct form *form = form_of(call->request, call->arena);
	const char *issuer = form ? form_get(form, "iss") : NULL;
	const char *client_id = form ? form_get(form, "client_id") : NULL;
	struct db_conn *conn = db_reader(call->parts->db);
	enum db_status found;

	*out = (struct speaker){
		.call = call,
		.form = form,
		.token = request_bearer(call->request),
	};
	if (text_empty(issuer) || text_empty(client_id))
		return reply_error(call, 400, "malformed",
				   "iss and client_id must be given.");
	out->why.status = out->token ? LTI_ERR_ISSUER : LTI_ERR_MALFORMED;
	if (!out->token)
		return not_believed(out);
	found = conn ? platform_find(&out->platform, conn, call->arena, issuer, client_id)
		     : DB_FAILED;
	if (found == DB_ABSENT ||
	    (found == DB_OK && out->platform->status != PLATFORM_ACTIVE))
		return not_believed(out);
	if (found != DB_OK)
		return reply_store_failed(call);
	out->why.status = LTI_ERR_KEY_SET;
	if (jwks_verify(call->parts->jwks, out->platform->jwks_url, call->now_s, verify,
			out) != LTI_OK)
		return not_believed(out);
	return NULL;
}

enum db_status speaker_spend(struct db_conn *tx, struct speaker *speaker)
{
	const struct call *call = speaker->call;
	bool fresh = false;
	enum db_status status =
		nonce_spend(tx,
			    &(struct nonce){
				    .platform = speaker->platform->id,
				    .value = arena_printf(call->arena, "statement %s",
							  speaker->statement.id),
				    .expires_s = speaker->statement.expires_s +
						 call->parts->config->leeway_s,
			    },
			    &fresh);

	speaker->spent = !fresh;
	return status;
}

struct reply *speaker_refused(struct speaker *speaker)
{
	speaker->why = (struct lti_error){.status = LTI_ERR_STATEMENT_ID,
					  .detail = "used before"};
	return not_believed(speaker);
}

const char *speaker_name(const struct speaker *speaker)
{
	return arena_printf(speaker->call->arena, "lms:%s", speaker->platform->id);
}
