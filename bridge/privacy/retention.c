/* Retention: what goes when, table by table. */
#include "privacy/retention.h"

#include <string.h>

#include "base/civil.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/zone.h"
#include "privacy/rounds.h"

#define AUDIT_DAYS 365 /* at least */
#define FILE_DAYS 1

#define COURSES " IN (SELECT id FROM course WHERE tenant_id = $1)"
#define ACTIVITIES " IN (SELECT id FROM activity WHERE course_id" COURSES ")"

/* Of a tenant, by the tenant's own days. */
static const struct old_rows of_tenant[] = {
	OLD_ROWS("refused", "activity_id, hour_s, person, reason",
		 "old.hour_s < $2 AND old.activity_id" ACTIVITIES),
	/* As long as a conversation is there, its notice was read. */
	OLD_ROWS("consent", "activity_id, person",
		 "old.at_s < $2 AND old.activity_id" ACTIVITIES
		 " AND NOT EXISTS (SELECT 1 FROM conversation"
		 " WHERE activity_id = old.activity_id AND person = old.person)"
		 " AND NOT EXISTS (SELECT 1 FROM submission"
		 " WHERE activity_id = old.activity_id AND person = old.person)"),
	OLD_ROWS("quota_grant", "id", "old.until_s < $2 AND old.course_id" COURSES),
	/* Scores that the LMS has long had, and who the people in them were to it. */
	OLD_ROWS("score", "line_item, person",
		 "old.created_s < $2 AND old.activity_id" ACTIVITIES),
	OLD_ROWS("outcome_place", "line_item, person",
		 "old.seen_s < $2 AND old.activity_id" ACTIVITIES),
	OLD_ROWS("legacy_person", "platform_id, person",
		 "old.at_s < $2 AND old.platform_id"
		 " IN (SELECT id FROM platform WHERE tenant_id = $1)"),
	OLD_ROWS("subject", "activity_id, person",
		 "old.seen_s < $2 AND old.activity_id" ACTIVITIES),
};
static const struct old_rows audit =
	OLD_ROWS("audit", "id", "old.tenant_id = $1 AND old.at_s < $2");

/* What ends by itself, whoever it belonged to. */
static const struct old_rows sessions =
	OLD_ROWS("session", "id", "old.expires_s < $2 AND $1 = ''");
/* Read from a file and never handed in. */
static const struct old_rows files =
	OLD_ROWS("submission_file", "id", "old.created_s < $2 AND $1 = ''");

struct old_tenant {
	const char *id;
	const struct zone *zone;
	int64_t days;
};

/* The earlier of two: a running term's limits must still find whose use it was. */
static int64_t anonymous_before(const struct old_tenant *tenant, int64_t now_s)
{
	int64_t before_s = now_s - tenant->days * DAY_S;
	int64_t term_s = zone_window(tenant->zone, WINDOW_TERM, now_s).start_s;

	return before_s < term_s ? before_s : term_s;
}

static enum db_status tenant_run(const struct rounds *rounds,
				 const struct old_tenant *tenant, int64_t now_s,
				 struct retention_result *result)
{
	int64_t before_s = now_s - tenant->days * DAY_S;
	int64_t audit_days = tenant->days > AUDIT_DAYS ? tenant->days : AUDIT_DAYS;
	struct erased words = {0};
	enum db_status status = rounds_words(rounds, tenant->id, before_s, &words);

	result->conversations += words.conversations;
	result->submissions += words.submissions;
	if (status == DB_OK)
		status =
			rounds_ledger(rounds, tenant->id, anonymous_before(tenant, now_s),
				      &result->anonymised);
	for (size_t i = 0; status == DB_OK && i < ARRAY_LEN(of_tenant); i++)
		status = rounds_rows(rounds, &of_tenant[i], tenant->id, before_s,
				     &result->others);
	if (status == DB_OK)
		status = rounds_rows(rounds, &audit, tenant->id,
				     now_s - audit_days * DAY_S, &result->others);
	return status;
}

/* Tenants may keep things for less long than the operator, never longer. */
static void tenant_read(struct old_tenant *out, struct db_rows *rows, struct arena *arena,
			unsigned days)
{
	const char *text = db_text(rows, 2);
	int64_t own =
		json_int(json_parse(arena, text, strlen(text)), "retention_days", days);

	out->id = arena_strdup(arena, db_text(rows, 0));
	out->zone = zone_find(db_text(rows, 1));
	if (!out->zone)
		out->zone = zone_find("UTC");
	out->days = own < days ? own : days;
}

static enum db_status tenants_read(struct old_tenant **list, size_t *count,
				   struct db_conn *conn, struct arena *arena,
				   unsigned days)
{
	AUTO_ROWS *rows = NULL;
	enum db_status status;
	int64_t room;

	*count = 0;
	status = db_get_int(conn, &room, "SELECT count(*) FROM tenant", "");
	if (status != DB_OK)
		return status;
	*list = arena_alloc(arena, ((size_t)room + 1) * sizeof(**list));
	rows = db_query(conn,
			"SELECT id, time_zone, settings FROM tenant ORDER BY id LIMIT $1",
			"i", room);
	while (db_next(rows))
		tenant_read(&(*list)[(*count)++], rows, arena, days);
	return db_rows_status(rows);
}

static void report(struct metrics *metrics, unsigned days,
		   const struct retention_result *result)
{
	const char *name = "kibridge_retention_deleted_total";

	metrics_add(metrics, name, "table=\"conversation\"",
		    (double)result->conversations);
	metrics_add(metrics, name, "table=\"submission\"", (double)result->submissions);
	metrics_add(metrics, name, "table=\"session\"", (double)result->sessions);
	metrics_add(metrics, name, "table=\"ledger_person\"", (double)result->anonymised);
	metrics_add(metrics, name, "table=\"other\"", (double)result->others);
	log_info("retention.done",
		 "days=%u conversations=%lld submissions=%lld sessions=%lld "
		 "anonymised=%lld others=%lld",
		 days, (long long)result->conversations, (long long)result->submissions,
		 (long long)result->sessions, (long long)result->anonymised,
		 (long long)result->others);
}

enum db_status retention_run(struct db *db, unsigned days, int64_t now_s,
			     struct metrics *metrics, struct retention_result *result)
{
	const struct rounds rounds = {.db = db};
	AUTO_ARENA *arena = arena_new(16 * MIB);
	struct db_conn *conn = db_reader(db);
	struct old_tenant *tenants;
	enum db_status status;
	size_t count;

	*result = (struct retention_result){0};
	if (!conn)
		return DB_FAILED;
	status = tenants_read(&tenants, &count, conn, arena, days);
	for (size_t i = 0; status == DB_OK && i < count; i++)
		status = tenant_run(&rounds, &tenants[i], now_s, result);
	if (status == DB_OK)
		status = rounds_rows(&rounds, &sessions, "", now_s, &result->sessions);
	if (status == DB_OK)
		status = rounds_rows(&rounds, &files, "", now_s - FILE_DAYS * DAY_S,
				     &result->others);
	if (status != DB_OK) {
		log_error("retention.failed", "days=%u status=\"%s\"", days,
			  db_status_text(status));
		return status;
	}
	report(metrics, days, result);
	return DB_OK;
}
