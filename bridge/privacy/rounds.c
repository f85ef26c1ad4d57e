/* Rounds: each is one short transaction. */
#include "privacy/rounds.h"

#include "base/text.h"
#include "privacy/erase.h"

#define ROWS 100 /* in one transaction: some milliseconds */
#define CONVERSATIONS 10
#define SUBMISSIONS 10
#define FOUND_MAX 1000 /* ids at a time */

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

enum db_status rounds_rows(struct db *db, const struct old_rows *rows, const char *tenant,
			   int64_t before_s, int64_t *total)
{
	struct round round = {.what = rows, .tenant = tenant, .before_s = before_s};
	enum db_status status;

	do {
		status = count(db, &round);
		if (status != DB_OK || round.most == 0)
			return status;
		status = db_write(db, rows_write, &round);
		*total += round.rows;
	} while (status == DB_OK && round.rows == ROWS);
	return status;
}

/* ---- conversations ---- */

struct found {
	const char *ids[FOUND_MAX];
	size_t count, done;
	int64_t before_s;
	int64_t rows; /* conversations that went with the last round */
};

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

	found->rows = 0;
	for (size_t i = found->done;
	     status == DB_OK && i < found->count && i < found->done + CONVERSATIONS;
	     i++) {
		struct erased erased;

		status = erase_conversation(tx, found->ids[i], found->before_s, &erased);
		found->rows += erased.conversations;
	}
	return status;
}

enum db_status rounds_conversations(struct db *db, const char *tenant, int64_t before_s,
				    int64_t *total)
{
	AUTO_ARENA *arena = arena_new(256 * KIB);
	struct found *found = arena_alloc(arena, sizeof(*found));
	enum db_status status;

	found->before_s = before_s;
	do {
		status = conversations_find(found, db, arena, tenant);
		for (; status == DB_OK && found->done < found->count;
		     found->done += CONVERSATIONS) {
			status = db_write(db, conversations_write, found);
			*total += found->rows;
		}
	} while (status == DB_OK && found->count == FOUND_MAX);
	return status;
}

/* ---- attempts at feedback activities ---- */

static enum db_status submissions_write(struct db_conn *tx, void *arg)
{
	struct round *round = arg;
	struct erased erased;
	enum db_status status = erase_oldest_submissions(
		tx, round->tenant, round->before_s, SUBMISSIONS, &erased);

	round->rows = erased.submissions;
	return status;
}

/* They have an index by time, so that the oldest are found at once. */
enum db_status rounds_submissions(struct db *db, const char *tenant, int64_t before_s,
				  int64_t *total)
{
	struct round round = {.tenant = tenant, .before_s = before_s};
	enum db_status status;

	do {
		status = db_write(db, submissions_write, &round);
		*total += round.rows;
	} while (status == DB_OK && round.rows > 0);
	return status;
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

enum db_status rounds_ledger(struct db *db, const char *tenant, int64_t before_s,
			     int64_t *total)
{
	struct naming naming = {.tenant = tenant, .before_s = before_s, .rows = ROWS};
	enum db_status status = naming_find(&naming, db);

	while (status == DB_OK && naming.from_s < before_s && naming.rows == ROWS) {
		status = db_write(db, naming_write, &naming);
		naming.from_s = naming.last_s; /* more of the same second may be left */
		*total += naming.rows;
	}
	return status;
}
