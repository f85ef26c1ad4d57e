/* Retention: what is old goes, a few hundred rows at a time, so that nobody waits for it. */
#include "privacy/retention.h"

#include <string.h>

#include "base/civil.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/zone.h"
#include "privacy/erase.h"

#define BATCH 500 /* conversations or rows in one transaction */
#define AUDIT_DAYS 365 /* at least */
#define FILE_DAYS 1

struct old_tenant {
	const char *id;
	const struct zone *zone;
	int64_t days;
};

/* What one step removes: $1 the tenant or "", $2 the time before which, $3 how many rows. */
struct step {
	const char *sql;
	const char *tenant;
	int64_t before_s;
	int64_t rows; /* of the last round */
};

static enum db_status write_step(struct db_conn *tx, void *arg)
{
	struct step *step = arg;
	enum db_status status = db_exec(tx, step->sql, "tii", step->tenant,
					step->before_s, (int64_t)BATCH);

	step->rows = db_changes(tx);
	return status;
}

static enum db_status write_conversations(struct db_conn *tx, void *arg)
{
	struct step *step = arg;
	struct erased erased;
	enum db_status status =
		erase_oldest(tx, step->tenant, step->before_s, BATCH, &erased);

	step->rows = erased.conversations;
	return status;
}

static enum db_status write_submissions(struct db_conn *tx, void *arg)
{
	struct step *step = arg;
	struct erased erased;
	enum db_status status = erase_oldest_submissions(tx, step->tenant, step->before_s,
							 BATCH, &erased);

	step->rows = erased.submissions;
	return status;
}

/* Round after round until nothing is left; adds up in total. */
static enum db_status repeat(struct db *db, db_write_fn *fn, struct step *step,
			     int64_t *total)
{
	do {
		enum db_status status = db_write(db, fn, step);

		if (status != DB_OK)
			return status;
		*total += step->rows;
	} while (step->rows > 0);
	return DB_OK;
}

static enum db_status remove_rows(struct db *db, const char *sql, const char *tenant,
				  int64_t before_s, int64_t *total)
{
	struct step step = {.sql = sql, .tenant = tenant, .before_s = before_s};

	return repeat(db, write_step, &step, total);
}

/* The earlier of two: a running term's limits must still find whose use it was. */
static int64_t anonymous_before(const struct old_tenant *tenant, int64_t now_s)
{
	int64_t before_s = now_s - tenant->days * DAY_S;
	int64_t term_s = zone_window(tenant->zone, WINDOW_TERM, now_s).start_s;

	return before_s < term_s ? before_s : term_s;
}

/* Scores that the LMS has long had, and who the people in them were to it. */
static enum db_status grades_run(struct db *db, const char *tenant, int64_t before_s,
				 struct retention_result *result)
{
	enum db_status status = remove_rows(
		db,
		"DELETE FROM score WHERE (line_item, person) IN"
		" (SELECT line_item, person FROM score WHERE created_s < $2"
		" AND activity_id IN (SELECT id FROM activity WHERE course_id IN"
		" (SELECT id FROM course WHERE tenant_id = $1)) LIMIT $3)",
		tenant, before_s, &result->others);

	if (status != DB_OK)
		return status;
	status = remove_rows(
		db,
		"DELETE FROM outcome_place WHERE (line_item, person) IN"
		" (SELECT line_item, person FROM outcome_place WHERE seen_s < $2"
		" AND activity_id IN (SELECT id FROM activity WHERE course_id IN"
		" (SELECT id FROM course WHERE tenant_id = $1)) LIMIT $3)",
		tenant, before_s, &result->others);
	if (status != DB_OK)
		return status;
	status = remove_rows(
		db,
		"DELETE FROM legacy_person WHERE (platform_id, person) IN"
		" (SELECT platform_id, person FROM legacy_person WHERE at_s < $2"
		" AND platform_id IN (SELECT id FROM platform WHERE tenant_id = $1)"
		" LIMIT $3)",
		tenant, before_s, &result->others);
	if (status != DB_OK)
		return status;
	return remove_rows(
		db,
		"DELETE FROM subject WHERE (activity_id, person) IN"
		" (SELECT activity_id, person FROM subject WHERE seen_s < $2"
		" AND activity_id IN (SELECT id FROM activity WHERE course_id IN"
		" (SELECT id FROM course WHERE tenant_id = $1)) LIMIT $3)",
		tenant, before_s, &result->others);
}

/* Attempts with their feedback, and drafts that nobody has come back to. */
static enum db_status submissions_run(struct db *db, const char *tenant, int64_t before_s,
				      struct retention_result *result)
{
	struct step step = {.tenant = tenant, .before_s = before_s};
	enum db_status status =
		repeat(db, write_submissions, &step, &result->submissions);

	if (status != DB_OK)
		return status;
	return remove_rows(
		db,
		"DELETE FROM submission_draft WHERE (activity_id, person) IN"
		" (SELECT activity_id, person FROM submission_draft WHERE saved_s < $2"
		" AND activity_id IN (SELECT id FROM activity WHERE course_id IN"
		" (SELECT id FROM course WHERE tenant_id = $1)) LIMIT $3)",
		tenant, before_s, &result->others);
}

static enum db_status tenant_run(struct db *db, const struct old_tenant *tenant,
				 int64_t now_s, struct retention_result *result)
{
	int64_t before_s = now_s - tenant->days * DAY_S;
	int64_t audit_days = tenant->days > AUDIT_DAYS ? tenant->days : AUDIT_DAYS;
	struct step conversations = {.tenant = tenant->id, .before_s = before_s};
	enum db_status status;

	status = repeat(db, write_conversations, &conversations, &result->conversations);
	if (status == DB_OK)
		status = submissions_run(db, tenant->id, before_s, result);
	if (status == DB_OK)
		status = remove_rows(db,
				     "UPDATE ledger SET person = '' WHERE id IN"
				     " (SELECT id FROM ledger WHERE tenant_id = $1"
				     " AND admitted_s < $2 AND person <> '' LIMIT $3)",
				     tenant->id, anonymous_before(tenant, now_s),
				     &result->anonymised);
	if (status == DB_OK)
		status = remove_rows(
			db,
			"DELETE FROM refused WHERE (activity_id, hour_s, person, reason)"
			" IN (SELECT activity_id, hour_s, person, reason FROM refused"
			" WHERE hour_s < $2 AND activity_id IN (SELECT id FROM activity"
			" WHERE course_id IN (SELECT id FROM course"
			" WHERE tenant_id = $1)) LIMIT $3)",
			tenant->id, before_s, &result->others);
	if (status == DB_OK) /* as long as a conversation is there, its notice was read */
		status = remove_rows(
			db,
			"DELETE FROM consent WHERE (activity_id, person) IN"
			" (SELECT activity_id, person FROM consent AS old WHERE at_s < $2"
			" AND activity_id IN (SELECT id FROM activity WHERE course_id IN"
			" (SELECT id FROM course WHERE tenant_id = $1))"
			" AND NOT EXISTS (SELECT 1 FROM conversation"
			" WHERE activity_id = old.activity_id AND person = old.person)"
			" AND NOT EXISTS (SELECT 1 FROM submission"
			" WHERE activity_id = old.activity_id AND person = old.person)"
			" LIMIT $3)",
			tenant->id, before_s, &result->others);
	if (status == DB_OK)
		status = remove_rows(db,
				     "DELETE FROM quota_grant WHERE id IN"
				     " (SELECT id FROM quota_grant WHERE until_s < $2"
				     " AND course_id IN (SELECT id FROM course"
				     " WHERE tenant_id = $1) LIMIT $3)",
				     tenant->id, before_s, &result->others);
	if (status == DB_OK)
		status = remove_rows(db,
				     "DELETE FROM audit WHERE id IN (SELECT id FROM audit"
				     " WHERE tenant_id = $1 AND at_s < $2 LIMIT $3)",
				     tenant->id, now_s - audit_days * DAY_S,
				     &result->others);
	return status == DB_OK ? grades_run(db, tenant->id, before_s, result) : status;
}

/* What ends by itself, whoever it belonged to. */
static enum db_status expired_run(struct db *db, int64_t now_s,
				  struct retention_result *result)
{
	enum db_status status;

	status = remove_rows(db,
			     "DELETE FROM session WHERE id IN (SELECT id FROM session"
			     " WHERE expires_s < $2 AND $1 = '' LIMIT $3)",
			     "", now_s, &result->sessions);
	if (status == DB_OK) /* read from a file and never handed in */
		status = remove_rows(db,
				     "DELETE FROM submission_file WHERE id IN"
				     " (SELECT id FROM submission_file"
				     " WHERE created_s < $2 AND $1 = '' LIMIT $3)",
				     "", now_s - FILE_DAYS * DAY_S, &result->others);
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

static void report(struct metrics *metrics, const struct retention_result *result)
{
	const char *name = "kibridge_retention_deleted_total";

	metrics_add(metrics, name, "table=\"conversation\"",
		    (double)result->conversations);
	metrics_add(metrics, name, "table=\"submission\"", (double)result->submissions);
	metrics_add(metrics, name, "table=\"session\"", (double)result->sessions);
	metrics_add(metrics, name, "table=\"ledger_person\"", (double)result->anonymised);
	metrics_add(metrics, name, "table=\"other\"", (double)result->others);
	log_info("retention.done",
		 "conversations=%lld submissions=%lld sessions=%lld anonymised=%lld "
		 "others=%lld",
		 (long long)result->conversations, (long long)result->submissions,
		 (long long)result->sessions, (long long)result->anonymised,
		 (long long)result->others);
}

enum db_status retention_run(struct db *db, unsigned days, int64_t now_s,
			     struct metrics *metrics, struct retention_result *result)
{
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
		status = tenant_run(db, &tenants[i], now_s, result);
	if (status == DB_OK)
		status = expired_run(db, now_s, result);
	if (status != DB_OK) {
		log_error("retention.failed", "status=\"%s\"", db_status_text(status));
		return status;
	}
	report(metrics, result);
	return DB_OK;
}
