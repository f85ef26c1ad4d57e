/*
 * Counter: which rows of the ledger belong to which counter, from the counter's side. counter_set.c says
 * the same from the request's side; the two must agree, and ledger_check compares them.
 */
#include "quota/counter.h"

#include <string.h>

#include "base/text.h"
#include "quota/row.h"

#define AMOUNT_MAX (INT64_C(1) << 40)

static int64_t within_reason(int64_t amount)
{
	if (amount < 0)
		return 0;
	return amount > AMOUNT_MAX ? AMOUNT_MAX : amount;
}

struct amounts amounts_make(int64_t requests, int64_t input_tokens, int64_t output_tokens)
{
	struct amounts amounts = {{
		[METRIC_REQUESTS] = within_reason(requests),
		[METRIC_INPUT_TOKENS] = within_reason(input_tokens),
		[METRIC_OUTPUT_TOKENS] = within_reason(output_tokens),
	}};

	amounts.of[METRIC_TOKENS] =
		amounts.of[METRIC_INPUT_TOKENS] + amounts.of[METRIC_OUTPUT_TOKENS];
	return amounts;
}

struct amounts amounts_weigh(const struct amounts *amounts, int64_t weight_milli)
{
	struct amounts counted = *amounts;

	counted.of[METRIC_INPUT_TOKENS] =
		weight_count(weight_milli, amounts->of[METRIC_INPUT_TOKENS]);
	counted.of[METRIC_OUTPUT_TOKENS] =
		weight_count(weight_milli, amounts->of[METRIC_OUTPUT_TOKENS]);
	counted.of[METRIC_TOKENS] =
		counted.of[METRIC_INPUT_TOKENS] + counted.of[METRIC_OUTPUT_TOKENS];
	return counted;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

struct owner owner_make(const struct quota_subject *subject, int64_t admitted_s)
{
	return (struct owner){
		.tenant = or_empty(subject->tenant),
		.course = or_empty(subject->course),
		.activity = or_empty(subject->activity),
		.person = or_empty(subject->person),
		.role = or_empty(subject->role),
		.pool = pool_name(subject->pool),
		.admitted_s = admitted_s,
	};
}

/* Budgets in tokens are shared by all pools; requests of the preview have a pool of their own. */
static const char *pool_counted(const struct limit *limit,
				const struct quota_subject *subject)
{
	if (limit->scope == SCOPE_USER)
		return pool_name(POOL_MAIN);
	if (limit->metric != METRIC_REQUESTS)
		return "";
	return pool_name(subject->pool == POOL_PREVIEW ? POOL_PREVIEW : POOL_MAIN);
}

static enum level level_counted(const struct limit *limit)
{
	switch (limit->scope) {
	case SCOPE_TENANT:
		return LEVEL_TENANT;
	case SCOPE_COURSE:
		return LEVEL_COURSE;
	case SCOPE_ACTIVITY:
		return LEVEL_ACTIVITY;
	default:
		return limit->level; /* a person within the level that set the limit */
	}
}

static const char *id_at(enum level level, const struct quota_subject *subject)
{
	const char *const ids[] = {
		[LEVEL_TENANT] = subject->tenant,
		[LEVEL_COURSE] = subject->course,
		[LEVEL_ACTIVITY] = subject->activity,
	};

	return or_empty(ids[level]);
}

void counter_key_make(struct counter_key *key, const struct limit *limit,
		      const struct quota_subject *subject, const struct zone *zone,
		      int64_t at_s)
{
	enum level level = level_counted(limit);

	*key = (struct counter_key){
		.level = level_name(level),
		.level_id = id_at(level, subject),
		.person = limit->scope == SCOPE_USER ? or_empty(subject->person) : "",
		.role = or_empty(limit->role),
		.pool = pool_counted(limit, subject),
		.metric = limit->metric,
		.window = limit->window,
		.span = zone_window(zone, limit->window, at_s),
	};
}

bool counter_key_same(const struct counter_key *a, const struct counter_key *b)
{
	return a->metric == b->metric && a->window == b->window &&
	       a->span.start_s == b->span.start_s && text_equal(a->level, b->level) &&
	       text_equal(a->level_id, b->level_id) && text_equal(a->person, b->person) &&
	       text_equal(a->role, b->role) && text_equal(a->pool, b->pool);
}

bool counter_key_read(struct counter_key *key, struct db_rows *rows)
{
	*key = (struct counter_key){
		.level = db_text(rows, 0),
		.level_id = db_text(rows, 1),
		.person = db_text(rows, 2),
		.role = db_text(rows, 3),
		.pool = db_text(rows, 4),
		.span = {db_int(rows, 7), db_int(rows, 8)},
	};
	return metric_parse(&key->metric, db_text(rows, 5)) &&
	       window_parse(&key->window, db_text(rows, 6));
}

/* clang-format off */
/* as amounts_weigh does */
#define INPUT "((l.input_tokens * l.weight_milli + 999) / 1000)"
#define OUTPUT "((l.output_tokens * l.weight_milli + 999) / 1000)"
#define AMOUNT \
	"CASE $7 WHEN 'requests' THEN l.requests WHEN 'input_tokens' THEN " INPUT \
	" WHEN 'output_tokens' THEN " OUTPUT " ELSE " INPUT " + " OUTPUT " END"
#define COUNTS(whose) \
	whose " AND l.admitted_s >= $2 AND l.admitted_s < $3 " \
	"AND ($4 = '' OR l.person = $4) " \
	"AND ($5 = '' OR (l.role = $5 AND l.pool <> 'background')) " \
	"AND ($6 = '' OR l.pool = $6)"
#define SUM(rows) "COALESCE((SELECT SUM(" AMOUNT ") FROM " rows "), 0)"
#define ENDED(whose) "ledger l WHERE " COUNTS(whose) " AND l.kind IN ('settle', 'adjust')"
#define OPEN(whose) \
	"ledger l WHERE " COUNTS(whose) " AND l.kind = 'reserve' " \
	"AND NOT EXISTS (SELECT 1 FROM ledger e WHERE e.id = " END_ID("l.request") ")"
/* The same from the short list of all that are open: a course may have a million that are not. */
#define OPEN_LISTED(whose) \
	"reservation r CROSS JOIN ledger l WHERE l.id = " RESERVE_ID("r.request") \
	" AND " COUNTS(whose)
#define SUMS_OF_PERSON(whose) "SELECT " SUM(ENDED(whose)) ", " SUM(OPEN(whose))
#define SUMS(whose) "SELECT " SUM(ENDED(whose)) ", " SUM(OPEN_LISTED(whose))
#define SUM_TYPES "tii" "tttt"
/* clang-format on */

enum db_status counter_add_up(struct counter *out, struct db_conn *conn,
			      const struct counter_key *key)
{
	AUTO_ROWS *rows = NULL;

	*out = (struct counter){0};
	/* One statement for each index; a person's rows are few. */
	if (*key->person)
		rows = db_query(
			conn,
			SUMS_OF_PERSON(
				"l.person = $4 AND CASE $8 WHEN 'tenant' THEN "
				"l.tenant_id "
				"WHEN 'course' THEN l.course_id ELSE l.activity_id END = "
				"$1"),
			SUM_TYPES "t", key->level_id, key->span.start_s, key->span.end_s,
			key->person, key->role, key->pool, metric_name(key->metric),
			key->level);
	else if (text_equal(key->level, level_name(LEVEL_TENANT)))
		rows = db_query(conn, SUMS("l.tenant_id = $1"), SUM_TYPES, key->level_id,
				key->span.start_s, key->span.end_s, key->person,
				key->role, key->pool, metric_name(key->metric));
	else if (text_equal(key->level, level_name(LEVEL_COURSE)))
		rows = db_query(conn, SUMS("l.course_id = $1"), SUM_TYPES, key->level_id,
				key->span.start_s, key->span.end_s, key->person,
				key->role, key->pool, metric_name(key->metric));
	else
		rows = db_query(conn, SUMS("l.activity_id = $1"), SUM_TYPES,
				key->level_id, key->span.start_s, key->span.end_s,
				key->person, key->role, key->pool,
				metric_name(key->metric));
	if (db_next(rows)) {
		out->used = db_int(rows, 0);
		out->reserved = db_int(rows, 1);
		out->whole = true;
		return DB_OK;
	}
	return db_rows_status(rows) == DB_OK ? DB_FAILED : db_rows_status(rows);
}

enum db_status counters_forget(struct db_conn *tx, int64_t before_s, int64_t most,
			       int64_t *forgotten)
{
	enum db_status status = db_exec(
		tx,
		"DELETE FROM counter WHERE (level, level_id, person, role, pool, metric,"
		" time_window, start_s) IN (SELECT level, level_id, person, role, pool,"
		" metric, time_window, start_s FROM counter WHERE end_s < $1 LIMIT $2)",
		"ii", before_s, most);

	*forgotten = db_changes(tx);
	return status;
}
