/*
 * The university's courses for its admin: how many activities, and what they used in the last 30
 * days. Numbers of whole courses, never of people, and no texts.
 */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/api.h"
#include "course/session.h"

#define COURSES_MOST 100 /* listed; a search finds the others */
#define USE_SPAN_S (30 * 86400)
#define SEARCH_MAX 200 /* bytes */

/* The words somebody looks for as a LIKE pattern in which nothing of theirs is a wildcard. */
static const char *pattern_of(struct arena *arena, const char *words)
{
	char *out = arena_alloc(arena, 2 * strlen(words) + 3), *end = out;

	*end++ = '%';
	for (; *words; words++) {
		if (strchr("%_\\", *words))
			*end++ = '\\';
		*end++ = *words;
	}
	*end++ = '%';
	return out;
}

static struct json_object *course_row(struct arena *arena, struct db_rows *rows)
{
	struct json_object *row = json_new(arena);

	json_put_text(row, "id", db_text(rows, 0));
	json_put_text(row, "title", db_text(rows, 1));
	json_put_text(row, "label", db_text(rows, 2));
	json_put_time(row, "created_at", db_int(rows, 3));
	json_put_int(row, "activities", db_int(rows, 4));
	json_put_int(row, "questions", db_int(rows, 5));
	return json_put_int(row, "tokens", db_int(rows, 6));
}

struct reply *course_courses(struct call *call)
{
	struct form *form = form_of(call->request, call->arena);
	const char *words = form ? form_get(form, "q") : NULL;
	struct json_object *items = json_list(call->arena);
	struct db_conn *conn = db_reader(call->parts->db);
	AUTO_ROWS *rows = NULL;
	bool more;

	if (!conn)
		return reply_store_failed(call);
	if (words && strlen(words) > SEARCH_MAX)
		return reply_field_error(call, "/q", "That is too long to look for.");
	rows = db_query(
		conn,
		"SELECT c.id, c.title, c.label, c.created_s,"
		" (SELECT COUNT(*) FROM activity WHERE course_id = c.id),"
		" COALESCE(u.questions, 0) AS questions, COALESCE(u.tokens, 0) AS tokens"
		" FROM course c LEFT JOIN (SELECT course_id,"
		" SUM(CASE WHEN kind = 'settle' THEN requests ELSE 0 END) AS questions,"
		" SUM(input_tokens + output_tokens) AS tokens"
		" FROM ledger WHERE tenant_id = $1 AND admitted_s >= $2"
		" AND kind IN ('settle', 'adjust') GROUP BY course_id) u"
		" ON u.course_id = c.id WHERE c.tenant_id = $1"
		" AND (lower(c.title) LIKE lower($3) ESCAPE '\\'"
		" OR lower(c.label) LIKE lower($3) ESCAPE '\\')"
		" ORDER BY tokens DESC, c.title, c.id LIMIT $4",
		"titi", call->session->tenant, call->now_s - USE_SPAN_S,
		pattern_of(call->arena, words ? words : ""), (int64_t)COURSES_MOST + 1);
	while (json_object_array_length(items) < COURSES_MOST && db_next(rows))
		json_add(items, course_row(call->arena, rows));
	more = db_next(rows);
	if (db_rows_status(rows) != DB_OK)
		return reply_store_failed(call);
	return reply_json(call, 200,
			  json_put_bool(json_put(json_new(call->arena), "courses", items),
					"more", more));
}
