/* Everything that is held on the caller: taken along as one document, or deleted. */
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/session.h"
#include "privacy/erase.h"
#include "privacy/export.h"
#include "tutor/api.h"

struct reply *tutor_my_data(struct call *call)
{
	struct arena *roomy = arena_new(128 * MIB);
	struct json_object *data;
	struct reply *reply;
	enum db_status status;
	bool fits;

	arena_adopt(call->arena, roomy, (void (*)(void *))arena_free);
	if (export_fits(&fits, db_reader(call->parts->db), call->session->person) !=
	    DB_OK)
		return reply_store_failed(call);
	if (!fits)
		return reply_error(call, 413, "too-large",
				   "This is too much for one page. The operator exports "
				   "it for you.");
	status = export_person(&data, db_reader(call->parts->db), roomy,
			       call->session->tenant, call->session->person);
	if (status != DB_OK)
		return reply_store_failed(call);
	reply = reply_json(call, 200, data);
	return reply_header(reply, "Content-Disposition",
			    "attachment; filename=\"my-data.json\"");
}

static enum db_status write_erase(struct db_conn *tx, void *arg)
{
	const struct call *call = arg;
	struct erased erased;

	/* What limits have counted stays: deleting must not refill one's quota. */
	return erase_person(tx, call->session->tenant, call->session->person, true,
			    &erased);
}

struct reply *tutor_my_data_delete(struct call *call)
{
	if (db_write(call->parts->db, write_erase, call) != DB_OK)
		return reply_store_failed(call);
	return reply_empty(call, 204);
}
