/*
 * Everything that is held on the caller: taken along as one document, or deleted. An
 * administrator whom the LMS sent for somebody else's data does it to those, and that is written down.
 */
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/session.h"
#include "privacy/audit.h"
#include "privacy/erase.h"
#include "privacy/export.h"
#include "tutor/api.h"

static bool is_own(const struct session *session)
{
	return text_equal(session_data_person(session), session->person);
}

static enum db_status audit(struct db_conn *tx, const struct call *call,
			    const char *action)
{
	return audit_add(
		tx, &(struct audit_entry){
			    .tenant = call->session->tenant,
			    .actor = call->session->person,
			    .action = action,
			    .object = arena_printf(call->arena, "person:%s",
						   session_data_person(call->session)),
			    .at_s = call->now_s,
		    });
}

static enum db_status write_look(struct db_conn *tx, void *arg)
{
	return audit(tx, arg, "person.exported");
}

struct reply *tutor_my_data(struct call *call)
{
	const char *person = session_data_person(call->session);
	struct arena *roomy = arena_new(128 * MIB);
	struct json_object *data;
	struct reply *reply;
	enum db_status status;
	bool fits;

	arena_adopt(call->arena, roomy, (void (*)(void *))arena_free);
	if (export_fits(&fits, db_reader(call->parts->db), person) != DB_OK)
		return reply_store_failed(call);
	if (!fits)
		return reply_error(call, 413, "too-large",
				   "This is too much for one page. The operator exports "
				   "it for you.");
	if (!is_own(call->session) &&
	    db_write(call->parts->db, write_look, call) != DB_OK)
		return reply_store_failed(call);
	status = export_person(&data, db_reader(call->parts->db), roomy,
			       call->session->tenant, person);
	if (status != DB_OK)
		return reply_store_failed(call);
	reply = reply_json(call, 200, data);
	return reply_header(reply, "Content-Disposition",
			    "attachment; filename=\"my-data.json\"");
}

static enum db_status write_erase(struct db_conn *tx, void *arg)
{
	const struct call *call = arg;
	const struct session *session = call->session;
	bool own = is_own(session);
	struct erased erased;
	/* What limits have counted stays: deleting one's own must not refill one's quota. */
	enum db_status status = erase_person(tx, session->tenant,
					     session_data_person(session), own, &erased);

	return status == DB_OK && !own ? audit(tx, call, "person.erased") : status;
}

struct reply *tutor_my_data_delete(struct call *call)
{
	if (db_write(call->parts->db, write_erase, call) != DB_OK)
		return reply_store_failed(call);
	return reply_empty(call, 204);
}
