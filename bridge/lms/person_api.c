/*
 * Person: what an LMS asks for when one of its own people wants to see or to delete what is held
 * on them. It speaks for itself (lms/speaker.h), and reaches nobody but people who came from it.
 */
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/tenant.h"
#include "lms/api.h"
#include "lms/speaker.h"
#include "privacy/audit.h"
#include "privacy/erase.h"
#include "privacy/export.h"
#include "privacy/pseudonym.h"

#define EXPORT_ARENA (128 * MIB)

struct asking { /* an LMS about a person */
	struct speaker lms;
	struct tenant tenant;
	char person[PSEUDONYM_TEXT];
	struct erased erased;
};

static enum db_status audit(struct db_conn *tx, const struct asking *asking,
			    const char *action)
{
	return audit_add(tx, &(struct audit_entry){
				     .tenant = asking->lms.platform->tenant,
				     .actor = speaker_name(&asking->lms),
				     .action = action,
				     .object = "person",
				     .at_s = asking->lms.call->now_s,
			     });
}

static enum db_status write_export(struct db_conn *tx, void *arg)
{
	struct asking *asking = arg;
	enum db_status status = speaker_spend(tx, &asking->lms);

	return status == DB_OK && !asking->lms.spent
		       ? audit(tx, asking, "person.exported")
		       : status;
}

static enum db_status write_erase(struct db_conn *tx, void *arg)
{
	struct asking *asking = arg;
	enum db_status status = speaker_spend(tx, &asking->lms);

	if (status != DB_OK || asking->lms.spent)
		return status;
	/* An admin of the LMS said yes to it: what limits have counted goes as well. */
	status = erase_person(tx, asking->lms.platform->tenant, asking->person, false,
			      &asking->erased);
	return status == DB_OK ? audit(tx, asking, "person.erased") : status;
}

static struct reply *export_reply(struct asking *asking)
{
	struct call *call = asking->lms.call;
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
	if (export_person(&data, conn, roomy, asking->lms.platform->tenant,
			  asking->person) != DB_OK)
		return reply_store_failed(call);
	return reply_header(reply_json(call, 200, data), "Cache-Control", "no-store");
}

static struct reply *answer(struct asking *asking)
{
	struct call *call = asking->lms.call;
	bool deletes = call->request->method == HTTP_DELETE;

	if (db_write(call->parts->db, deletes ? write_erase : write_export, asking) !=
	    DB_OK)
		return reply_store_failed(call);
	if (asking->lms.spent)
		return speaker_refused(&asking->lms);
	if (!deletes)
		return export_reply(asking);
	log_info("person.erased", "platform=%s rows=%lld req=%s",
		 asking->lms.platform->id, (long long)asking->erased.rows, call->id);
	return reply_empty(call, 204);
}

struct reply *lms_person(struct call *call)
{
	struct asking *asking = arena_alloc(call->arena, sizeof(*asking));
	struct reply *refusal = speaker_hear(&asking->lms, call);
	const char *subject;

	if (refusal)
		return refusal;
	subject = form_get(asking->lms.form, "sub");
	if (text_empty(subject))
		return reply_error(call, 400, "malformed", "sub must be given.");
	if (tenant_find(&asking->tenant, db_reader(call->parts->db), call->arena,
			asking->lms.platform->tenant) != DB_OK)
		return reply_store_failed(call);
	pseudonym_make(asking->person, asking->tenant.secret, asking->lms.platform->id,
		       asking->lms.platform->profile, subject);
	return answer(asking);
}
