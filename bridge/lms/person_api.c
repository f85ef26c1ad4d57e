/*
 * Person: what an LMS asks for when one of its own people wants to see or to delete what is held
 * on them. It shows who it is by a statement that it signs with its launch keys, so nobody has to
 * paste a secret, and it reaches nobody but people who came from itself.
 */
#include <lti/statement.h>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "config.h"
#include "course/tenant.h"
#include "lms/api.h"
#include "lms/jwks_cache.h"
#include "lms/nonce.h"
#include "lms/platform.h"
#include "privacy/audit.h"
#include "privacy/erase.h"
#include "privacy/export.h"
#include "privacy/pseudonym.h"

#define EXPORT_ARENA (128 * MIB)

struct asking { /* an LMS about a person */
	struct call *call;
	struct platform *platform;
	const char *token;
	struct lti_statement statement;
	struct lti_error why; /* it is not believed */
	struct tenant tenant;
	char person[PSEUDONYM_TEXT];
	bool spent; /* the statement was used before */
	struct erased erased;
};

static struct reply *not_believed(const struct asking *asking)
{
	log_warn("person.refused", "platform=%s reason=%s detail=\"%s\" req=%s",
		 asking->platform ? asking->platform->id : "unknown",
		 lti_status_name(asking->why.status), asking->why.detail,
		 asking->call->id);
	return reply_error(
		asking->call, 401, "statement",
		"This must be signed by the LMS itself, for this one request.");
}

static enum lti_status statement_verify(void *arg, const struct lti_jwks *keys)
{
	struct asking *asking = arg;
	const struct config *config = asking->call->parts->config;
	struct lti_statement_expect expect = {
		.audience = config->public_url,
		.now_s = asking->call->now_s,
		.leeway_s = config->leeway_s,
	};

	return lti_statement_verify(&asking->statement, asking->token,
				    &asking->platform->registration, keys, &expect,
				    &asking->why);
}

static enum db_status statement_spend(struct db_conn *tx, struct asking *asking)
{
	const struct call *call = asking->call;
	bool fresh = false;
	enum db_status status =
		nonce_spend(tx,
			    &(struct nonce){
				    .platform = asking->platform->id,
				    .value = arena_printf(call->arena, "statement %s",
							  asking->statement.id),
				    .expires_s = asking->statement.expires_s +
						 call->parts->config->leeway_s,
			    },
			    &fresh);

	asking->spent = !fresh;
	return status;
}

static enum db_status audit(struct db_conn *tx, const struct asking *asking,
			    const char *action)
{
	return audit_add(tx, &(struct audit_entry){
				     .tenant = asking->platform->tenant,
				     .actor = arena_printf(asking->call->arena, "lms:%s",
							   asking->platform->id),
				     .action = action,
				     .object = "person",
				     .at_s = asking->call->now_s,
			     });
}

static enum db_status write_export(struct db_conn *tx, void *arg)
{
	struct asking *asking = arg;
	enum db_status status = statement_spend(tx, asking);

	return status == DB_OK && !asking->spent ? audit(tx, asking, "person.exported")
						 : status;
}

static enum db_status write_erase(struct db_conn *tx, void *arg)
{
	struct asking *asking = arg;
	enum db_status status = statement_spend(tx, asking);

	if (status != DB_OK || asking->spent)
		return status;
	/* An admin of the LMS said yes to it: what limits have counted goes as well. */
	status = erase_person(tx, asking->platform->tenant, asking->person, false,
			      &asking->erased);
	return status == DB_OK ? audit(tx, asking, "person.erased") : status;
}

static struct reply *export_reply(struct asking *asking)
{
	struct call *call = asking->call;
	struct db_conn *conn = db_reader(call->parts->db);
	struct arena *roomy = arena_new(EXPORT_ARENA);
	struct json_object *data;
	bool fits;

	arena_adopt(call->arena, roomy, (void (*)(void *))arena_free);
	if (export_fits(&fits, conn, asking->person) != DB_OK)
		return reply_store_failed(call);
	if (!fits)
		return reply_error(call, 413, "too-large",
				   "This is too much for one answer. The operator of "
				   "kibridge exports it.");
	if (export_person(&data, conn, roomy, asking->platform->tenant, asking->person) !=
	    DB_OK)
		return reply_store_failed(call);
	return reply_header(reply_json(call, 200, data), "Cache-Control", "no-store");
}

static struct reply *answer(struct asking *asking)
{
	struct call *call = asking->call;
	bool deletes = call->request->method == HTTP_DELETE;

	if (db_write(call->parts->db, deletes ? write_erase : write_export, asking) !=
	    DB_OK)
		return reply_store_failed(call);
	if (asking->spent) {
		asking->why = (struct lti_error){.status = LTI_ERR_STATEMENT_ID,
						 .detail = "used before"};
		return not_believed(asking);
	}
	if (!deletes)
		return export_reply(asking);
	log_info("person.erased", "platform=%s rows=%lld req=%s", asking->platform->id,
		 (long long)asking->erased.rows, call->id);
	return reply_empty(call, 204);
}

struct reply *lms_person(struct call *call)
{
	struct asking *asking = arena_alloc(call->arena, sizeof(*asking));
	struct form *form = form_of(call->request, call->arena);
	const char *issuer = form ? form_get(form, "iss") : NULL;
	const char *client_id = form ? form_get(form, "client_id") : NULL;
	const char *subject = form ? form_get(form, "sub") : NULL;
	struct db_conn *conn = db_reader(call->parts->db);
	enum db_status found;

	asking->call = call;
	asking->token = request_bearer(call->request);
	if (text_empty(issuer) || text_empty(client_id) || text_empty(subject))
		return reply_error(call, 400, "malformed",
				   "iss, client_id and sub must be given.");
	asking->why.status = asking->token ? LTI_ERR_ISSUER : LTI_ERR_MALFORMED;
	if (!asking->token)
		return not_believed(asking);
	found = conn ? platform_find(&asking->platform, conn, call->arena, issuer,
				     client_id)
		     : DB_FAILED;
	if (found == DB_ABSENT ||
	    (found == DB_OK && asking->platform->status != PLATFORM_ACTIVE))
		return not_believed(asking);
	if (found != DB_OK)
		return reply_store_failed(call);
	asking->why.status = LTI_ERR_KEY_SET;
	if (jwks_verify(call->parts->jwks, asking->platform->jwks_url, call->now_s,
			statement_verify, asking) != LTI_OK)
		return not_believed(asking);
	if (tenant_find(&asking->tenant, conn, call->arena, asking->platform->tenant) !=
	    DB_OK)
		return reply_store_failed(call);
	pseudonym_make(asking->person, asking->tenant.secret, asking->platform->id,
		       asking->platform->profile, subject);
	return answer(asking);
}
