/*
 * Export: lists of rows as they are in the store, one query each. Column names become member
 * names; those that end in _s are written as times.
 */
#include "privacy/export.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define COURSES_OF_TENANT "(SELECT id FROM course WHERE tenant_id = $1)"
#define ACTIVITIES_OF_TENANT                                                             \
	"(SELECT id FROM activity WHERE course_id IN " COURSES_OF_TENANT ")"

#define COLUMNS_MAX 20
#define TEXTS_MAX (8 * MIB) /* as a tree they take several times that */

struct list {
	const char *name;
	const char *sql; /* $1 is the tenant, $2 the person (or the conversation) */
	/* In the order of the SELECT: t text, i number, n decimal number, s time, j JSON; then the member's name. */
	const char *columns[COLUMNS_MAX];
};

/* clang-format off */
static const struct list lists[] = {
	{ "sessions",
	  "SELECT id, platform_id, course_id, activity_id, rank, locale, message, created_s, expires_s"
	  " FROM session WHERE tenant_id = $1 AND person = $2 ORDER BY created_s",
	  { "t id", "t platform", "t course", "t activity", "t role", "t locale", "t message", "s created_at", "s expires_at" } },
	{ "notices",
	  "SELECT activity_id, notice, at_s FROM consent"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY at_s",
	  { "t activity", "t notice", "s accepted_at" } },
	{ "conversations",
	  "SELECT id, activity_id, pool, title, created_s, updated_s FROM conversation"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY created_s, id",
	  { "t id", "t activity", "t pool", "t title", "s created_at", "s updated_at" } },
	{ "usage",
	  "SELECT request, kind, course_id, activity_id, role, pool, requests, input_tokens, output_tokens, model, reason, admitted_s"
	  " FROM ledger WHERE tenant_id = $1 AND person = $2 ORDER BY at_s, id",
	  { "t request", "t kind", "t course", "t activity", "t role", "t pool", "i requests", "i input_tokens", "i output_tokens", "t model", "t reason", "s admitted_at" } },
	{ "refused",
	  "SELECT activity_id, hour_s, reason, times FROM refused"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY hour_s",
	  { "t activity", "s hour", "t reason", "i times" } },
	{ "reports",
	  "SELECT turn_id, activity_id, reason, note, shown, status, at_s FROM report"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY at_s",
	  { "t turn", "t activity", "t reason", "t note", "i shown", "t status", "s at" } },
	{ "grants",
	  "SELECT course_id, metric, time_window, amount, until_s, created_s FROM quota_grant"
	  " WHERE course_id IN " COURSES_OF_TENANT " AND person = $2 ORDER BY created_s",
	  { "t course", "t metric", "t window", "i amount", "s until", "s created_at" } },
	{ "scores",
	  "SELECT activity_id, document, status, reason, created_s FROM score"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY created_s",
	  { "t activity", "j score", "t status", "t reason", "s created_at" } },
	{ "lms_identities",
	  "SELECT activity_id, seen_s FROM subject"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY seen_s",
	  { "t activity", "s seen_at" } },
	{ "gradebook_places",
	  "SELECT activity_id, seen_s FROM outcome_place"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY seen_s",
	  { "t activity", "s seen_at" } },
	{ "former_pseudonyms",
	  "SELECT person, at_s FROM legacy_person WHERE platform_id IN"
	  " (SELECT id FROM platform WHERE tenant_id = $1) AND became = $2 ORDER BY at_s, person",
	  { "t person", "s joined_at" } },
	{ "attempts",
	  "SELECT id, activity_id, number, status, language, body, files, criteria, summary, points, max_points, problem, receipt, handed_in_s, changed_s"
	  " FROM (SELECT id, activity_id, person, number, status, language, body, files,"
	  " CASE WHEN status IN ('ready', 'released') THEN criteria ELSE '[]' END AS criteria,"
	  " CASE WHEN status IN ('ready', 'released') THEN summary ELSE '' END AS summary,"
	  " CASE WHEN status = 'released' THEN points END AS points,"
	  " max_points, problem, receipt, handed_in_s, changed_s FROM submission) AS mine"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY handed_in_s, id",
	  { "t id", "t activity", "i number", "t status", "t language", "t text", "j files", "j criteria", "t summary", "n points", "n max_points", "j problem", "j receipt", "s handed_in_at", "s changed_at" } },
	{ "drafts",
	  "SELECT activity_id, body, saved_s FROM submission_draft"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY saved_s",
	  { "t activity", "t text", "s saved_at" } },
	{ "files",
	  "SELECT id, activity_id, name, body, created_s FROM submission_file"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND person = $2 ORDER BY created_s, id",
	  { "t id", "t activity", "t name", "t text", "s created_at" } },
	{ "assignments",
	  "SELECT activity_id, version, created_s FROM assignment"
	  " WHERE activity_id IN " ACTIVITIES_OF_TENANT " AND author = $2 ORDER BY created_s",
	  { "t activity", "i version", "s created_at" } },
	{ "judgements",
	  "SELECT submission_id, what, at_s FROM submission_event"
	  " WHERE author = $2 AND $1 <> '' ORDER BY at_s",
	  { "t attempt", "t what", "s at" } },
	{ "rules",
	  "SELECT level, level_id, version, created_s FROM policy"
	  " WHERE author = $2 AND $1 <> '' ORDER BY created_s",
	  { "t level", "t of", "i version", "s created_at" } },
	{ "keys",
	  "SELECT id, course_id, name, scopes, created_s, expires_s FROM api_key"
	  " WHERE tenant_id = $1 AND author = $2 ORDER BY created_s",
	  { "t id", "t course", "t name", "t scopes", "s created_at", "s expires_at" } },
	{ "audit",
	  "SELECT course_id, action, object, detail, at_s FROM audit"
	  " WHERE tenant_id = $1 AND (actor = $2 OR object = 'person:' || $2) ORDER BY at_s",
	  { "t course", "t action", "t object", "j detail", "s at" } },
};

static const struct list turns = {
	"turns",
	"SELECT id, request, place, status, question, answer, reasoning, finish, receipt, problem, input_tokens, output_tokens, rating, created_s, ended_s"
	" FROM turn WHERE conversation_id = $2 AND $1 <> '' ORDER BY place",
	{ "t id", "t request", "i place", "t status", "t question", "t answer", "t reasoning", "t finish", "j receipt", "j problem",
	  "i input_tokens", "i output_tokens", "t rating", "s created_at", "s ended_at" },
};
/* clang-format on */

static void column_put(struct json_object *row, struct arena *arena, const char *column,
		       struct db_rows *rows, int at)
{
	const char *name = column + 2, *text;

	switch (column[0]) {
	case 'i':
		json_put_int(row, name, db_int(rows, at));
		break;
	case 'n':
		if (db_is_null(rows, at))
			json_put(row, name, NULL);
		else
			json_put_number(row, name, db_number(rows, at));
		break;
	case 's':
		json_put_time(row, name, db_int(rows, at));
		break;
	case 'j':
		text = db_text(rows, at);
		json_put(row, name, text ? json_parse(arena, text, strlen(text)) : NULL);
		break;
	default:
		json_put_text(row, name, db_text(rows, at));
	}
}

static enum db_status list_read(struct json_object **out, const struct list *list,
				struct db_conn *conn, struct arena *arena,
				const char *tenant, const char *object)
{
	AUTO_ROWS *rows = db_query(conn, list->sql, "tt", tenant, object);

	*out = json_list(arena);
	while (db_next(rows)) {
		struct json_object *row = json_new(arena);

		for (int i = 0; i < COLUMNS_MAX && list->columns[i]; i++)
			column_put(row, arena, list->columns[i], rows, i);
		json_add(*out, row);
	}
	return db_rows_status(rows);
}

static enum db_status turns_add(struct json_object *conversations, struct db_conn *conn,
				struct arena *arena, const char *tenant)
{
	for (size_t i = 0; i < json_object_array_length(conversations); i++) {
		struct json_object *one = json_object_array_get_idx(conversations, i),
				   *items;
		enum db_status status = list_read(&items, &turns, conn, arena, tenant,
						  json_text(one, "id"));

		if (status != DB_OK)
			return status;
		json_put(one, "turns", items);
	}
	return DB_OK;
}

enum db_status export_person(struct json_object **out, struct db_conn *conn,
			     struct arena *arena, const char *tenant, const char *person)
{
	*out = json_put_text(json_new(arena), "person", person);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct json_object *items;
		enum db_status status =
			list_read(&items, &lists[i], conn, arena, tenant, person);

		if (status == DB_OK && text_equal(lists[i].name, "conversations"))
			status = turns_add(items, conn, arena, tenant);
		if (status != DB_OK)
			return status;
		json_put(*out, lists[i].name, items);
	}
	return DB_OK;
}

enum db_status export_fits(bool *fits, struct db_conn *conn, const char *person)
{
	int64_t bytes = 0;
	enum db_status status =
		db_get_int(conn, &bytes,
			   "SELECT COALESCE(SUM(LENGTH(question) + LENGTH(answer) + "
			   "LENGTH(reasoning) + LENGTH(COALESCE(receipt, ''))), 0) "
			   "+ (SELECT COALESCE(SUM(LENGTH(body) + LENGTH(criteria) + "
			   "LENGTH(COALESCE(receipt, ''))), 0) FROM submission "
			   "WHERE person = $1) FROM turn WHERE person = $1",
			   "t", person);

	*fits = bytes <= (int64_t)TEXTS_MAX;
	return status;
}
