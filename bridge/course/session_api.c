/* POST session: the page trades the code behind its '#' for a token, once. */
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/api.h"
#include "course/session.h"

struct trade {
	const char *code;
	int64_t now_s;
	char token[SESSION_SECRET];
};

static enum db_status write_trade(struct db_conn *tx, void *arg)
{
	struct trade *trade = arg;

	return session_trade(tx, trade->code, trade->now_s, trade->token);
}

static struct reply *refused(struct call *call)
{
	metrics_add(call->parts->metrics, "kibridge_sessions_total",
		    "outcome=\"refused\"", 1);
	return reply_error(call, 410, "code-spent",
			   "This link was used already or is too old."
			   " Please open the activity in your course again.");
}

struct reply *course_session_trade(struct call *call)
{
	struct json_object *body, *answer = json_new(call->arena);
	struct trade trade = {.now_s = call->now_s};
	struct session *session;
	enum db_status status;

	body = json_parse(call->arena, call->request->body, call->request->body_len);
	trade.code = json_text(body, "code");
	if (!trade.code)
		return reply_error(call, 400, "malformed", "A code is needed.");

	status = db_write(call->parts->db, write_trade, &trade);
	if (status == DB_ABSENT)
		return refused(call);
	if (status == DB_OK)
		status = session_find(&session, db_reader(call->parts->db), call->arena,
				      trade.token, call->now_s);
	if (status != DB_OK)
		return reply_store_failed(call);

	metrics_add(call->parts->metrics, "kibridge_sessions_total", "outcome=\"ok\"", 1);
	log_info("session.opened", "session=%s rank=%s req=%s", session->id,
		 rank_role(session->rank), call->id);
	json_put_text(answer, "token", trade.token);
	json_put_time(answer, "expires_at", session->expires_s);
	return reply_json(call, 201, answer);
}
