/* Row: rows are only ever added; the primary key says how often. */
#include "quota/row.h"

#include "base/text.h"

enum db_status row_add(struct db_conn *tx, const struct ledger_row *row, bool *added)
{
	const struct owner *owner = &row->owner;
	bool begins = text_equal(row->kind, "reserve");
	enum db_status status = db_exec(
		tx,
		"INSERT INTO ledger (id, request, kind, tenant_id, course_id, "
		"activity_id, "
		"person, role, pool, requests, input_tokens, output_tokens, exact, "
		"model, reason, "
		"admitted_s, expires_s, at_s, weight_milli) VALUES (COALESCE($1, $2 || "
		"$20), $2, $3, $4, $5, "
		"$6, $7, $8, "
		"$9, $10, "
		"$11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT DO NOTHING",
		"tttttttttiiiittiiiit", row->id, row->request, row->kind, owner->tenant,
		owner->course, owner->activity, owner->person, owner->role, owner->pool,
		row->amounts.of[METRIC_REQUESTS], row->amounts.of[METRIC_INPUT_TOKENS],
		row->amounts.of[METRIC_OUTPUT_TOKENS], (int64_t)row->exact, row->model,
		row->reason, owner->admitted_s, row->expires_s, row->at_s,
		row->weight_milli, begins ? ".reserve" : ".end");

	*added = status == DB_OK && db_changes(tx) > 0;
	return status;
}

enum db_status row_find_reserve(struct ledger_row *out, struct db_conn *conn,
				struct arena *arena, const char *request)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT tenant_id, course_id, activity_id, person, role, pool, requests, "
		"input_tokens, output_tokens, model, admitted_s, expires_s, at_s, "
		"weight_milli FROM ledger WHERE id = " RESERVE_ID("$1"),
		"t", request);

	if (!db_next(rows))
		return db_rows_absent(rows);
	*out = (struct ledger_row){
		.request = request,
		.kind = "reserve",
		.owner =
			{
				.tenant = arena_strdup(arena, db_text(rows, 0)),
				.course = arena_strdup(arena, db_text(rows, 1)),
				.activity = arena_strdup(arena, db_text(rows, 2)),
				.person = arena_strdup(arena, db_text(rows, 3)),
				.role = arena_strdup(arena, db_text(rows, 4)),
				.pool = arena_strdup(arena, db_text(rows, 5)),
				.admitted_s = db_int(rows, 10),
			},
		.amounts =
			amounts_make(db_int(rows, 6), db_int(rows, 7), db_int(rows, 8)),
		.model = arena_strdup(arena, db_text(rows, 9)),
		.expires_s = db_int(rows, 11),
		.at_s = db_int(rows, 12),
		.weight_milli = db_int(rows, 13),
	};
	return DB_OK;
}
