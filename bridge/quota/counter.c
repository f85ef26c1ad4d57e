/*
 * Counter: which rows of the ledger belong to which counter. That rule stands here twice, once
 * from the counter's side (adding up) and once from the request's side (moving); they must agree,
 * and ledger_check compares them.
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

	return ids[level] ? ids[level] : "";
}

void counter_key_make(struct counter_key *key, const struct limit *limit,
		      const struct quota_subject *subject, const struct zone *zone,
		      int64_t at_s)
{
	enum level level = level_counted(limit);

	*key = (struct counter_key){
		.level = level_name(level),
		.level_id = id_at(level, subject),
		.person = limit->scope == SCOPE_USER && subject->person ? subject->person
									: "",
		.role = limit->role ? limit->role : "",
		.pool = pool_counted(limit, subject),
		.metric = limit->metric,
		.window = limit->window,
		.span = zone_window(zone, limit->window, at_s),
	};
}

int counter_key_compare(const struct counter_key *a, const struct counter_key *b)
{
	const char *const pairs[][2] = {
		{b->level, a->level}, /* backwards: the tenant's, which most share, first */
		{a->level_id, b->level_id}, {a->person, b->person},
		{a->role, b->role},	    {a->pool, b->pool},
	};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		int order = strcmp(pairs[i][0], pairs[i][1]);

		if (order != 0)
			return order;
	}
	return 0;
}

/* Reading. */

/* clang-format off */
#define ROW \
	"SELECT used, reserved, end_s FROM counter WHERE level = $1 AND level_id = $2 " \
	"AND person = $3 AND role = $4 AND pool = $5 AND metric = $6 AND time_window = $7 " \
	"AND start_s = $8"
#define ROW_TYPES "tttttt" "ti"
#define ROW_VALUES(key) \
	(key)->level, (key)->level_id, (key)->person, (key)->role, (key)->pool, \
	metric_name((key)->metric), window_name((key)->window), (key)->span.start_s

/* as amounts_weigh does */
#define INPUT "((l.input_tokens * l.weight_milli + 999) / 1000)"
#define OUTPUT "((l.output_tokens * l.weight_milli + 999) / 1000)"
#define AMOUNT \
	"CASE $7 WHEN 'requests' THEN l.requests WHEN 'input_tokens' THEN " INPUT \
	" WHEN 'output_tokens' THEN " OUTPUT " ELSE " INPUT " + " OUTPUT " END"
#define SUMS(whose) \
	"SELECT " \
	"COALESCE(SUM(CASE WHEN l.kind IN ('settle', 'adjust') THEN " AMOUNT " ELSE 0 END), 0), " \
	"COALESCE(SUM(CASE WHEN l.kind = 'reserve' AND NOT EXISTS (SELECT 1 FROM ledger e " \
	"WHERE e.id = " END_ID("l.request") ") " \
	"THEN " AMOUNT " ELSE 0 END), 0) " \
	"FROM ledger l WHERE " whose " AND l.admitted_s >= $2 AND l.admitted_s < $3 " \
	"AND ($4 = '' OR l.person = $4) " \
	"AND ($5 = '' OR (l.role = $5 AND l.pool <> 'background')) " \
	"AND ($6 = '' OR l.pool = $6)"
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
			SUMS("l.person = $4 AND CASE $8 WHEN 'tenant' THEN l.tenant_id "
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
		return DB_OK;
	}
	return db_rows_status(rows) == DB_OK ? DB_FAILED : db_rows_status(rows);
}

enum db_status counter_read(struct counter *out, struct db_conn *conn,
			    const struct counter_key *key, bool lock)
{
	AUTO_ROWS *rows =
		lock ? db_query(conn, ROW " FOR UPDATE", ROW_TYPES, ROW_VALUES(key))
		     : db_query(conn, ROW, ROW_TYPES, ROW_VALUES(key));

	/* Another end: the tenant's time zone was changed. */
	if (db_next(rows) && db_int(rows, 2) == key->span.end_s) {
		*out = (struct counter){db_int(rows, 0), db_int(rows, 1), true};
		return DB_OK;
	}
	if (db_rows_status(rows) != DB_OK)
		return db_rows_status(rows);
	return counter_add_up(out, conn, key);
}

/* Writing. */

enum db_status counter_keep(struct db_conn *tx, const struct counter_key *key,
			    const struct counter *counter)
{
	return db_exec(
		tx,
		"INSERT INTO counter (level, level_id, person, role, pool, metric, "
		"time_window, start_s, end_s, used, reserved) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
		"ON CONFLICT (level, level_id, person, role, pool, metric, time_window, "
		"start_s) DO UPDATE SET end_s = excluded.end_s, used = excluded.used, "
		"reserved = excluded.reserved",
		ROW_TYPES "iii", ROW_VALUES(key), key->span.end_s, counter->used,
		counter->reserved);
}

/* clang-format off */
#define CHANGE(requests, input, output, tokens) \
	"CASE metric WHEN 'requests' THEN " requests " WHEN 'input_tokens' THEN " input \
	" WHEN 'output_tokens' THEN " output " ELSE " tokens " END"
#define OF_OWNER \
	"((level = 'tenant' AND level_id = $1) OR (level = 'course' AND level_id = $2) " \
	"OR (level = 'activity' AND level_id = $3)) " \
	"AND person IN ('', $4) AND role IN ('', $5) AND pool IN ('', $6) " \
	"AND start_s <= $7 AND end_s > $7"
#define OWNER_TYPES "tttttti"
#define OWNER_VALUES(owner, role) \
	(owner)->tenant, (owner)->course, (owner)->activity, (owner)->person, role, \
	(owner)->pool, (owner)->admitted_s
/* clang-format on */

/* A background call belongs to no role's counter. */
static const char *role_counted(const struct owner *owner)
{
	return text_equal(owner->pool, pool_name(POOL_BACKGROUND)) ? "" : owner->role;
}

/* In the order of counter_key_compare, as admission does. */
static enum db_status counters_lock(struct db_conn *tx, const struct owner *owner)
{
	return db_lock(
		tx,
		"SELECT 1 FROM counter WHERE " OF_OWNER
		" ORDER BY level DESC, level_id, person, role, pool, metric, time_window "
		"FOR UPDATE",
		OWNER_TYPES, OWNER_VALUES(owner, role_counted(owner)));
}

enum db_status counters_move(struct db_conn *tx, const struct owner *owner,
			     const struct amounts *used, const struct amounts *reserved)
{
	enum db_status status = counters_lock(tx, owner);

	if (status != DB_OK)
		return status;
	return db_exec(tx,
		       "UPDATE counter SET used = used + " CHANGE(
			       "$8", "$9", "$10", "$11") ", "
							 "reserved = reserved + " CHANGE(
								 "$12", "$13", "$14",
								 "$15") " "
									"WHERE " OF_OWNER,
		       OWNER_TYPES "iiiiiiii", OWNER_VALUES(owner, role_counted(owner)),
		       used->of[METRIC_REQUESTS], used->of[METRIC_INPUT_TOKENS],
		       used->of[METRIC_OUTPUT_TOKENS], used->of[METRIC_TOKENS],
		       reserved->of[METRIC_REQUESTS], reserved->of[METRIC_INPUT_TOKENS],
		       reserved->of[METRIC_OUTPUT_TOKENS], reserved->of[METRIC_TOKENS]);
}

enum db_status counters_forget(struct db_conn *tx, int64_t before_s)
{
	return db_exec(tx, "DELETE FROM counter WHERE end_s < $1", "i", before_s);
}
