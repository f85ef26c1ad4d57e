/* Everything that is held on the caller: taken along as one document, or deleted. */
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/session.h"
#include "privacy/erase.h"
#include "privacy/export.h"
#include "tutor/api.h"

#define EXPORT_MAX (8 * MIB) /* of texts: as a tree they take several times that */

/* Is it small enough to be made in one piece? Else the operator's command does it. */
static enum db_status texts_bytes(int64_t *bytes, struct call *call)
{
	return db_get_int(db_reader(call->parts->db), bytes,
			  "SELECT COALESCE(SUM(LENGTH(question) + LENGTH(answer) + "
			  "LENGTH(reasoning) + LENGTH(COALESCE(receipt, ''))), 0) "
			  "FROM turn WHERE person = $1",
			  "t", call->session->person);
}

struct reply *tutor_my_data(struct call *call)
{
	struct arena *roomy = arena_new(128 * MIB);
	struct json_object *data;
	struct reply *reply;
	enum db_status status;
	int64_t bytes;

	arena_adopt(call->arena, roomy, (void (*)(void *))arena_free);
	if (texts_bytes(&bytes, call) != DB_OK)
		return reply_store_failed(call);
	if (bytes > (int64_t)EXPORT_MAX)
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
