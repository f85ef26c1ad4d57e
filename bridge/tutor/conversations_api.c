/* A person's own conversations over HTTP: list, read, rename, delete, receipts. */
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/session.h"
#include "tutor/api.h"
#include "tutor/conversation.h"
#include "tutor/turn.h"

static struct reply *not_found(struct call *call)
{
	return reply_error(call, 404, "not-found",
			   "There is no such conversation of yours here.");
}

/* The conversation that the path names, if it is the caller's; else NULL and the answer.
 */
static struct conversation *conversation_of(struct call *call, struct reply **refusal)
{
	struct conversation *conversation =
		arena_alloc(call->arena, sizeof(*conversation));
	const struct session *session = call->session;
	enum db_status status = DB_ABSENT;

	if (session->activity)
		status = conversation_find(conversation, db_reader(call->parts->db),
					   call->arena, call->request->params[0],
					   session->activity, session->person);
	if (status == DB_OK)
		return conversation;
	*refusal = status == DB_ABSENT ? not_found(call) : reply_store_failed(call);
	return NULL;
}

#define SEARCH_MAX 200 /* bytes */

static enum db_status list_own(struct conversation **list, size_t *count,
			       struct call *call, const char *search)
{
	const struct session *session = call->session;
	struct db_conn *conn = db_reader(call->parts->db);

	if (search)
		return conversation_search(list, count, conn, call->arena,
					   session->activity, session->person, search);
	return conversation_list(list, count, conn, call->arena, session->activity,
				 session->person);
}

struct reply *tutor_conversations(struct call *call)
{
	struct json_object *body = json_new(call->arena), *items = json_list(call->arena);
	const struct form *query = form_parse(call->arena, call->request->query,
					      strlen(call->request->query));
	const char *search = query ? form_get(query, "search") : NULL;
	struct conversation *list;
	size_t count = 0;

	if (!query)
		return reply_error(call, 400, "malformed", "The query cannot be read.");
	if (search && strlen(search) > SEARCH_MAX)
		return reply_field_error(call, "/search", "At most 200 bytes.");
	if (call->session->activity && list_own(&list, &count, call, search) != DB_OK)
		return reply_store_failed(call);
	for (size_t i = 0; i < count; i++)
		json_add(items, conversation_json(call->arena, &list[i]));
	return reply_json(call, 200, json_put(body, "conversations", items));
}

struct reply *tutor_conversation(struct call *call)
{
	struct reply *refusal = NULL;
	struct conversation *conversation = conversation_of(call, &refusal);
	struct json_object *body, *items = json_list(call->arena);
	struct turn *turns;
	size_t count;

	if (!conversation)
		return refusal;
	if (turn_list(&turns, &count, db_reader(call->parts->db), call->arena,
		      conversation->id) != DB_OK)
		return reply_store_failed(call);
	body = conversation_json(call->arena, conversation);
	for (size_t i = 0; i < count; i++)
		json_add(items, turn_json(call->arena, &turns[i]));
	return reply_json(call, 200, json_put(body, "turns", items));
}

struct change {
	const char *id, *title;
};

static enum db_status write_rename(struct db_conn *tx, void *arg)
{
	const struct change *change = arg;

	return conversation_rename(tx, change->id, change->title);
}

struct reply *tutor_conversation_rename(struct call *call)
{
	struct reply *refusal = NULL;
	struct conversation *conversation = conversation_of(call, &refusal);
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	const char *title = body ? json_text(body, "title") : NULL;
	struct change change = {.title = title};

	if (!conversation)
		return refusal;
	if (!title || !title[strspn(title, " \t\r\n")] ||
	    strlen(title) > CONVERSATION_TITLE_MAX)
		return reply_field_error(call, "/title", "A title has 1 to 200 bytes.");
	change.id = conversation->id;
	if (db_write(call->parts->db, write_rename, &change) != DB_OK)
		return reply_store_failed(call);
	return reply_empty(call, 204);
}

static enum db_status write_delete(struct db_conn *tx, void *arg)
{
	const struct change *change = arg;

	return conversation_delete(tx, change->id);
}

struct reply *tutor_conversation_delete(struct call *call)
{
	struct reply *refusal = NULL;
	struct conversation *conversation = conversation_of(call, &refusal);
	struct change change = {0};

	if (!conversation)
		return refusal;
	change.id = conversation->id;
	if (db_write(call->parts->db, write_delete, &change) != DB_OK)
		return reply_store_failed(call);
	return reply_empty(call, 204);
}

/* --- export
 * ------------------------------------------------------------------------------- */

#define EXPORT_MAX (64 * MIB)

static bool write_markdown(struct buf *out, const struct conversation *conversation,
			   const struct turn *turns, size_t count, bool german)
{
	bool fits = buf_printf(out, "# %s\n", conversation->title);

	for (size_t i = 0; i < count && fits; i++) {
		const char *model = turns[i].model;

		fits = buf_printf(out, "\n## %s\n\n%s\n\n## %s%s%s)\n\n%s\n",
				  german ? "Frage" : "Question", turns[i].question,
				  german ? "Antwort (KI-generiert"
					 : "Answer (AI-generated",
				  *model ? ", " : "", model, turns[i].answer);
	}
	return fits;
}

static struct reply *export_markdown(struct call *call,
				     const struct conversation *conversation,
				     const struct turn *turns, size_t count)
{
	bool german = text_starts_with(call->session->locale, "de");
	AUTO_BUF out;
	struct reply *reply = reply_new(call, 200);

	buf_init(&out, EXPORT_MAX);
	if (!write_markdown(&out, conversation, turns, count, german))
		return reply_error(call, 413, "too-large",
				   "This conversation is too long.");
	reply_body(reply, "text/markdown; charset=utf-8",
		   arena_memdup(call->arena, out.bytes, out.len), out.len);
	return reply_header(reply, "Content-Disposition",
			    "attachment; filename=\"conversation.md\"");
}

struct reply *tutor_conversation_export(struct call *call)
{
	struct reply *refusal = NULL;
	struct conversation *conversation = conversation_of(call, &refusal);
	struct form *form = form_of(call->request, call->arena);
	const char *format = form ? form_get(form, "format") : NULL;
	struct turn *turns;
	size_t count;

	if (!conversation)
		return refusal;
	if (format && !text_equal(format, "markdown") && !text_equal(format, "json"))
		return reply_field_error(call, "/format", "markdown or json");
	if (turn_list(&turns, &count, db_reader(call->parts->db), call->arena,
		      conversation->id) != DB_OK)
		return reply_store_failed(call);
	if (text_equal(format, "json"))
		return reply_header(tutor_conversation(call), "Content-Disposition",
				    "attachment; filename=\"conversation.json\"");
	return export_markdown(call, conversation, turns, count);
}

/* --- receipts
 * ------------------------------------------------------------------------------ */

struct reply *tutor_receipt(struct call *call)
{
	struct turn turn;
	struct json_object *receipt = NULL;
	enum db_status status;

	status = turn_find(&turn, db_reader(call->parts->db), call->arena,
			   call->request->params[0], call->session->activity,
			   call->session->person);
	if (status == DB_OK && turn.receipt)
		receipt = json_parse(call->arena, turn.receipt, strlen(turn.receipt));
	if (status != DB_OK && status != DB_ABSENT)
		return reply_store_failed(call);
	if (!receipt)
		return reply_error(call, 404, "not-found",
				   "There is no such answer of yours.");
	return reply_json(call, 200, receipt);
}
