/* Ledger, ends: what a request really used, once; and what the sweeper does for the dead. */
#include <stdlib.h>

#include "base/text.h"
#include "quota/row.h"
#include "quota/counter_set.h"

#define ARENA_MAX ((size_t)256 * KIB)
#define FORGET_AFTER_S 3600 /* clocks may go back a little */
#define FORGET_MOST 200 /* in one transaction: others wait for it, two milliseconds */

static struct amounts negative(struct amounts amounts)
{
	for (size_t i = 0; i < METRIC_COUNT; i++)
		amounts.of[i] = -amounts.of[i];
	return amounts;
}

static struct amounts counted(const struct ledger_row *row)
{
	return amounts_weigh(&row->amounts, row->weight_milli);
}

static enum db_status counters_move(struct db_conn *tx, struct arena *arena,
				    const struct owner *owner, const struct amounts *used,
				    const struct amounts *reserved)
{
	struct counter_set set;
	enum db_status status = counter_set_read(&set, tx, arena, owner, true);

	return status == DB_OK ? counter_set_move(&set, tx, owner, used, reserved)
			       : status;
}

/* The end row, unless there is one; then the reservation goes and the counters follow. */
static enum db_status reservation_end(struct db_conn *tx, struct arena *arena,
				      const struct ledger_row *reserve,
				      const struct ledger_row *end, bool *ended)
{
	struct amounts used = counted(end), given_back = negative(counted(reserve));
	enum db_status status = row_add(tx, end, ended);

	if (status != DB_OK || !*ended)
		return status;
	status = db_exec(tx, "DELETE FROM reservation WHERE request = $1", "t",
			 end->request);
	if (status != DB_OK)
		return status;
	return counters_move(tx, arena, &end->owner, &used, &given_back);
}

enum db_status ledger_settle(struct db_conn *tx, const char *request,
			     const struct quota_use *use, int64_t now_s, bool *ended)
{
	AUTO_ARENA *arena = arena_new(ARENA_MAX);
	struct ledger_row reserve, end;
	enum db_status status = row_find_reserve(&reserve, tx, arena, request);

	*ended = false;
	if (status != DB_OK)
		return status;
	end = reserve;
	end.kind = "settle";
	end.amounts = amounts_make(reserve.amounts.of[METRIC_REQUESTS], use->input_tokens,
				   use->output_tokens);
	end.exact = use->exact;
	end.reason = use->reason ? use->reason : "";
	end.model = use->model ? use->model : reserve.model;
	end.weight_milli = weight_of(use->weights, use->model, reserve.weight_milli);
	end.at_s = now_s;
	return reservation_end(tx, arena, &reserve, &end, ended);
}

enum db_status ledger_release(struct db_conn *tx, const char *request, const char *reason,
			      int64_t now_s, bool *ended)
{
	AUTO_ARENA *arena = arena_new(ARENA_MAX);
	struct ledger_row reserve, end;
	enum db_status status = row_find_reserve(&reserve, tx, arena, request);

	*ended = false;
	if (status != DB_OK)
		return status;
	end = reserve;
	end.kind = "release";
	end.amounts = amounts_make(0, 0, 0);
	end.exact = true;
	end.reason = reason ? reason : "";
	end.at_s = now_s;
	return reservation_end(tx, arena, &reserve, &end, ended);
}

enum db_status ledger_adjust(struct db_conn *tx, const char *request, int64_t attempt,
			     const struct quota_use *use, int64_t now_s, bool *added)
{
	AUTO_ARENA *arena = arena_new(ARENA_MAX);
	static const struct amounts nothing;
	struct ledger_row row;
	struct amounts used;
	enum db_status status = row_find_reserve(&row, tx, arena, request);

	*added = false;
	if (status != DB_OK)
		return status;
	row.id = arena_printf(arena, "%s.%lld", request, (long long)attempt);
	row.kind = "adjust";
	row.owner.pool = pool_name(POOL_BACKGROUND);
	row.amounts = amounts_make(0, use->input_tokens, use->output_tokens);
	row.exact = use->exact;
	row.reason = use->reason ? use->reason : "";
	row.model = use->model ? use->model : row.model;
	row.weight_milli = weight_of(use->weights, use->model, row.weight_milli);
	row.at_s = now_s;
	status = row_add(tx, &row, added);
	if (status != DB_OK || !*added)
		return status;
	used = counted(&row);
	return counters_move(tx, arena, &row.owner, &used, &nothing);
}

/* The prompt was sent, for all we know; of an answer nobody knows. */
static enum db_status sweep_one(struct db_conn *tx, struct arena *arena,
				const char *request, int64_t now_s)
{
	struct quota_use use = {.exact = false, .reason = "swept"};
	struct ledger_row reserve;
	enum db_status status = row_find_reserve(&reserve, tx, arena, request);
	bool ended;

	if (status != DB_OK)
		return status;
	use.input_tokens = reserve.amounts.of[METRIC_INPUT_TOKENS];
	return ledger_settle(tx, request, &use, now_s, &ended);
}

enum db_status ledger_sweep(struct db_conn *tx, int64_t now_s, int64_t *swept)
{
	AUTO_ARENA *arena = arena_new(ARENA_MAX * 4);
	const char **requests = arena_alloc(arena, LEDGER_SWEEP_MAX * sizeof(*requests));
	AUTO_ROWS *rows =
		db_query(tx,
			 "SELECT request FROM reservation WHERE expires_s <= $1 "
			 "ORDER BY expires_s, request LIMIT $2",
			 "ii", now_s, (int64_t)LEDGER_SWEEP_MAX);
	enum db_status status;
	size_t count = 0;

	*swept = 0;
	while (db_next(rows))
		requests[count++] = arena_strdup(arena, db_text(rows, 0));
	status = db_rows_status(rows);
	for (size_t i = 0; status == DB_OK && i < count; i++)
		status = sweep_one(tx, arena, requests[i], now_s);
	if (status == DB_OK)
		*swept = (int64_t)count;
	return status;
}

enum db_status ledger_forget(struct db_conn *tx, int64_t now_s, int64_t *forgotten)
{
	return counters_forget(tx, now_s - FORGET_AFTER_S, FORGET_MOST, forgotten);
}
