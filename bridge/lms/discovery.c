/* Discovery: what others fetch of us: our public keys, and the look of our pages. */
#include "call/parts.h"
#include "call/problem.h"
#include "lms/api.h"
#include "lms/keys.h"
#include "lms/page_files.h"

struct reply *lms_jwks(struct call *call)
{
	struct db_conn *conn = db_reader(call->parts->db);
	const char *json;
	struct reply *reply;

	if (!conn || keys_jwks(&json, conn, call->parts->sealer, call->arena,
			       call->now_s) != DB_OK)
		return reply_store_failed(call);
	reply = reply_text(call, 200, "application/json", json);
	return reply_header(reply, "Cache-Control", "public, max-age=3600");
}

struct reply *lms_page_css(struct call *call)
{
	struct reply *reply = reply_text(call, 200, "text/css; charset=utf-8", page_css);

	return reply_header(reply, "Cache-Control", "public, max-age=3600");
}
