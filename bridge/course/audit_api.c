/* The audit log for the university's admin, newest first, a page at a time. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/api.h"
#include "course/session.h"

#define AUDIT_PAGE 50

/* Where a page begins: behind the row that the last one ended with, "<time>.<id>". */
struct place {
	int64_t at_s;
	const char *id;
};

static bool place_read(struct place *out, struct arena *arena, const char *text)
{
	const char *dot = text ? strchr(text, '.') : NULL;

	*out = (struct place){INT64_MAX, ""};
	if (!text)
		return true;
	if (!dot ||
	    !text_int(&out->at_s, arena_strndup(arena, text, (size_t)(dot - text))))
		return false;
	out->id = dot + 1;
	return true;
}

static struct json_object *entry_json(struct arena *arena, struct db_rows *rows)
{
	struct json_object *row = json_new(arena), *course = NULL;
	const char *detail = db_text(rows, 5);

	if (db_text(rows, 6)) {
		course = json_put_text(json_new(arena), "id", db_text(rows, 6));
		json_put_text(course, "title", db_text(rows, 7));
	}
	json_put_text(row, "id", db_text(rows, 0));
	json_put_time(row, "at", db_int(rows, 1));
	json_put_text(row, "actor", db_text(rows, 2));
	json_put_text(row, "action", db_text(rows, 3));
	json_put_text(row, "object", db_text(rows, 4));
	json_put(row, "course", course);
	return json_put(row, "detail", json_parse(arena, detail, strlen(detail)));
}

struct reply *course_audit(struct call *call)
{
	struct form *form = form_of(call->request, call->arena);
	struct json_object *body = json_new(call->arena), *items = json_list(call->arena);
	struct db_conn *conn = db_reader(call->parts->db);
	const char *next = NULL;
	AUTO_ROWS *rows = NULL;
	struct place place;

	if (!conn)
		return reply_store_failed(call);
	if (!form || !place_read(&place, call->arena, form_get(form, "after")))
		return reply_field_error(call, "/after", "This is no place in the log.");
	rows = db_query(conn,
			"SELECT a.id, a.at_s, a.actor, a.action, a.object, a.detail,"
			" c.id, c.title FROM audit a LEFT JOIN course c"
			" ON c.id = a.course_id AND c.tenant_id = a.tenant_id"
			" WHERE a.tenant_id = $1 AND (a.at_s < $2 OR (a.at_s = $2 AND"
			" a.id < $3)) ORDER BY a.at_s DESC, a.id DESC LIMIT $4",
			"titi", call->session->tenant, place.at_s, place.id,
			(int64_t)AUDIT_PAGE + 1);
	while (json_object_array_length(items) < AUDIT_PAGE && db_next(rows)) {
		json_add(items, entry_json(call->arena, rows));
		next = arena_printf(call->arena, "%lld.%s", (long long)db_int(rows, 1),
				    db_text(rows, 0));
	}
	if (!db_next(rows))
		next = NULL;
	if (db_rows_status(rows) != DB_OK)
		return reply_store_failed(call);
	json_put(body, "entries", items);
	return reply_json(call, 200, json_put_text(body, "next", next));
}
