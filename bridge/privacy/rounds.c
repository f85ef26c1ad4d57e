/* Rounds: each is one short transaction. */
#include "privacy/rounds.h"

#include <unistd.h>

#include "base/text.h"

#define ROWS 100 /* in one transaction: some milliseconds */
#define CONVERSATIONS 10 /* likewise: each has turns, and texts */
#define SUBMISSIONS 10
#define FOUND_MAX 1000 /* ids that a reader finds at a time */

static enum db_status write_round(const struct rounds *rounds, db_write_fn *fn, void *arg)
{
	enum db_status status = db_write(rounds->db, fn, arg);

	usleep(rounds->rest_ms * 1000);
	return status;
}

struct round {
	const struct old_rows *what;
	const char *tenant;
	int64_t before_s;
	int64_t most; /* there are no more than these */
	int64_t rows; /* went with the last one */
};

static enum db_status count(struct db *db, struct round *round)
{
	struct db_conn *conn = db_reader(db);

	return conn ? db_get_int(conn, &round->most, round->what->count, "tii",
				 round->tenant, round->before_s, (int64_t)ROWS)
		    : DB_FAILED;
}

static enum db_status rows_write(struct db_conn *tx, void *arg)
{
	struct round *round = arg;
	enum db_status status = db_exec(tx, round->what->remove, "tii", round->tenant,
					round->before_s, round->most);

	round->rows = db_changes(tx);
	return status;
}

enum db_status rounds_rows(const struct rounds *rounds, const struct old_rows *rows,
			   const char *tenant, int64_t before_s, int64_t *total)
{
	struct round round = {.what = rows, .tenant = tenant, .before_s = before_s};
	enum db_status status;

	do {
		status = count(rounds->db, &round);
		if (status != DB_OK || round.most == 0)
			return status;
		status = write_round(rounds, rows_write, &round);
		*total += round.rows;
	} while (status == DB_OK && round.rows == ROWS);
	return status;
}

/* ---- conversations ---- */

struct found {
	const char *ids[FOUND_MAX];
	size_t count, done;
	int64_t before_s;
	struct erased erased; /* with the last round */
};

static void add(struct erased *total, const struct erased *part)
{
	total->rows += part->rows;
	total->conversations += part->conversations;
	total->submissions += part->submissions;
}

static enum db_status conversations_find(struct found *found, struct db *db,
					 struct arena *arena, const char *tenant)
{
	struct db_conn *conn = db_reader(db);
	AUTO_ROWS *rows = NULL;

	found->count = found->done = 0;
	if (!conn)
		return DB_FAILED;
	rows = db_query(conn,
			"SELECT id FROM conversation WHERE updated_s < $2 AND activity_id"
			" IN (SELECT id FROM activity WHERE course_id IN"
			" (SELECT id FROM course WHERE tenant_id = $1)) LIMIT $3",
			"tii", tenant, found->before_s, (int64_t)FOUND_MAX);
	while (found->count < FOUND_MAX && db_next(rows))
		found->ids[found->count++] = arena_strdup(arena, db_text(rows, 0));
	return db_rows_status(rows);
}

static enum db_status conversations_write(struct db_conn *tx, void *arg)
{
	struct found *found = arg;
	enum db_status status = DB_OK;

	found->erased = (struct erased){0};
	for (size_t i = found->done;
	     status == DB_OK && i < found->count && i < found->done + CONVERSATIONS;
	     i++) {
		struct erased one;

		status = erase_conversation(tx, found->ids[i], found->before_s, &one);
		add(&found->erased, &one);
	}
	return status;
}

/* @more  there may be others */
static enum db_status conversations_some(const struct rounds *rounds, const char *tenant,
					 int64_t before_s, struct erased *total,
					 bool *more)
{
	AUTO_ARENA *arena = arena_new(MIB);
	struct found *found = arena_alloc(arena, sizeof(*found));
	enum db_status status;

	found->before_s = before_s;
	status = conversations_find(found, rounds->db, arena, tenant);
	*more = found->count == FOUND_MAX;
	for (; status == DB_OK && found->done < found->count;
	     found->done += CONVERSATIONS) {
		status = write_round(rounds, conversations_write, found);
		add(total, &found->erased);
	}
	return status;
}

static enum db_status conversations_run(const struct rounds *rounds, const char *tenant,
					int64_t before_s, struct erased *total)
{
	enum db_status status;
	bool more;

	do {
		status = conversations_some(rounds, tenant, before_s, total, &more);
	} while (status == DB_OK && more);
	return status;
}

/* ---- attempts at feedback activities ---- */

struct attempts {
	const char *tenant;
	int64_t before_s;
	struct erased erased;
};

static enum db_status attempts_write(struct db_conn *tx, void *arg)
{
	struct attempts *attempts = arg;

	return erase_oldest_submissions(tx, attempts->tenant, attempts->before_s,
					SUBMISSIONS, &attempts->erased);
}

/* They have an index by time, so that the oldest are found at once. */
static enum db_status attempts_run(const struct rounds *rounds, const char *tenant,
				   int64_t before_s, struct erased *total)
{
	struct attempts attempts = {.tenant = tenant, .before_s = before_s};
	enum db_status status;

	do {
		status = write_round(rounds, attempts_write, &attempts);
		add(total, &attempts.erased);
	} while (status == DB_OK && attempts.erased.submissions > 0);
	return status;
}

enum db_status rounds_words(const struct rounds *rounds, const char *tenant,
			    int64_t before_s, struct erased *total)
{
	static const struct old_rows drafts = OLD_ROWS(
		"submission_draft", "activity_id, person",
		"old.saved_s < $2 AND old.activity_id IN (SELECT id FROM activity"
		" WHERE course_id IN (SELECT id FROM course WHERE tenant_id = $1))");
	enum db_status status = conversations_run(rounds, tenant, before_s, total);

	if (status == DB_OK)
		status = attempts_run(rounds, tenant, before_s, total);
	return status == DB_OK
		       ? rounds_rows(rounds, &drafts, tenant, before_s, &total->rows)
		       : status;
}

/* ---- the ledger ---- */

struct naming {
	const char *tenant;
	int64_t from_s, before_s; /* rows admitted between the two still name people */
	int64_t rows, last_s; /* of the last round */
};

/*
 * The first row that still names somebody. Of all tenants' by the index of people, where nameless
 * rows of years ago lie together; from there on of this one's by time.
 */
static enum db_status naming_find(struct naming *naming, struct db *db)
{
	struct db_conn *conn = db_reader(db);
	enum db_status status = conn ? db_get_int(conn, &naming->from_s,
						  "SELECT COALESCE(min(admitted_s), 0)"
						  " FROM ledger WHERE person > ''",
						  "")
				     : DB_FAILED;

	if (status != DB_OK)
		return status;
	return db_get_int(
		conn, &naming->from_s,
		"SELECT COALESCE(min(admitted_s), $2) FROM (SELECT admitted_s FROM ledger"
		" WHERE tenant_id = $1 AND admitted_s >= $3 AND admitted_s < $2"
		" AND person <> '' ORDER BY admitted_s LIMIT 1) AS first",
		"tii", naming->tenant, naming->before_s, naming->from_s);
}

static enum db_status naming_write(struct db_conn *tx, void *arg)
{
	struct naming *naming = arg;
	AUTO_ROWS *rows = db_query(
		tx,
		"UPDATE ledger SET person = '' WHERE id IN (SELECT id FROM ledger"
		" WHERE tenant_id = $1 AND admitted_s >= $2 AND admitted_s < $3"
		" AND person <> '' ORDER BY admitted_s LIMIT $4) RETURNING admitted_s",
		"tiii", naming->tenant, naming->from_s, naming->before_s, (int64_t)ROWS);

	naming->rows = 0;
	naming->last_s = naming->from_s;
	while (db_next(rows)) {
		if (db_int(rows, 0) > naming->last_s)
			naming->last_s = db_int(rows, 0);
		naming->rows++;
	}
	return db_rows_status(rows);
}

enum db_status rounds_ledger(const struct rounds *rounds, const char *tenant,
			     int64_t before_s, int64_t *total)
{
	struct naming naming = {.tenant = tenant, .before_s = before_s, .rows = ROWS};
	enum db_status status = naming_find(&naming, rounds->db);

	while (status == DB_OK && naming.from_s < before_s && naming.rows == ROWS) {
		status = write_round(rounds, naming_write, &naming);
		naming.from_s = naming.last_s; /* more of the same second may be left */
		*total += naming.rows;
	}
	return status;
}
