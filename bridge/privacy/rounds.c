/* Rounds: each is one short transaction. */
#include "privacy/rounds.h"

#include <unistd.h>

#include "base/text.h"

#define ROWS 100 /* in one transaction: some milliseconds */
#define TEXTS 10 /* likewise: a conversation has turns, and texts */
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

/* ---- what people wrote ---- */

/* Conversations, or attempts at feedback activities. */
struct texts {
	const char *find; /* ids; $1: whose, $2: the time before which, $3: at most */
	enum db_status (*erase)(struct db_conn *tx, const char *id, int64_t before_s,
				struct erased *erased);
};
#define OF_COURSE "SELECT id FROM activity WHERE course_id = $1"
#define OF_TENANT                                                                        \
	"SELECT id FROM activity WHERE course_id IN"                                     \
	" (SELECT id FROM course WHERE tenant_id = $1)"
#define CONVERSATIONS                                                                    \
	"SELECT id FROM conversation WHERE updated_s < $2 AND activity_id IN"
#define SUBMISSIONS "SELECT id FROM submission WHERE changed_s < $2 AND activity_id IN"

static const struct texts tenant_conversations = {
	CONVERSATIONS " (" OF_TENANT ") LIMIT $3", erase_conversation};
static const struct texts course_conversations = {
	CONVERSATIONS " (" OF_COURSE ") LIMIT $3", erase_conversation};
/* They have an index by time, so that the oldest are found at once. */
static const struct texts tenant_submissions = {
	SUBMISSIONS " (" OF_TENANT ") ORDER BY changed_s, id LIMIT $3", erase_submission};
static const struct texts course_submissions = {SUBMISSIONS " (" OF_COURSE ") LIMIT $3",
						erase_submission};

struct found {
	const struct texts *texts;
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

static enum db_status find(struct found *found, struct db *db, struct arena *arena,
			   const char *whose)
{
	struct db_conn *conn = db_reader(db);
	AUTO_ROWS *rows = NULL;

	found->count = found->done = 0;
	if (!conn)
		return DB_FAILED;
	rows = db_query(conn, found->texts->find, "tii", whose, found->before_s,
			(int64_t)FOUND_MAX);
	while (found->count < FOUND_MAX && db_next(rows))
		found->ids[found->count++] = arena_strdup(arena, db_text(rows, 0));
	return db_rows_status(rows);
}

static enum db_status found_write(struct db_conn *tx, void *arg)
{
	struct found *found = arg;
	enum db_status status = DB_OK;

	found->erased = (struct erased){0};
	for (size_t i = found->done;
	     status == DB_OK && i < found->count && i < found->done + TEXTS; i++) {
		struct erased one;

		status = found->texts->erase(tx, found->ids[i], found->before_s, &one);
		add(&found->erased, &one);
	}
	return status;
}

/* @more  there may be others */
static enum db_status texts_some(const struct rounds *rounds, const struct texts *texts,
				 const char *whose, int64_t before_s,
				 struct erased *total, bool *more)
{
	AUTO_ARENA *arena = arena_new(MIB);
	struct found *found = arena_alloc(arena, sizeof(*found));
	enum db_status status;

	found->texts = texts;
	found->before_s = before_s;
	status = find(found, rounds->db, arena, whose);
	*more = found->count == FOUND_MAX;
	for (; status == DB_OK && found->done < found->count; found->done += TEXTS) {
		status = write_round(rounds, found_write, found);
		if (status == DB_OK)
			add(total, &found->erased);
	}
	return status;
}

static enum db_status texts_run(const struct rounds *rounds, const struct texts *texts,
				const char *whose, int64_t before_s, struct erased *total)
{
	enum db_status status;
	bool more;

	do {
		status = texts_some(rounds, texts, whose, before_s, total, &more);
	} while (status == DB_OK && more);
	return status;
}

enum db_status rounds_words(const struct rounds *rounds, const char *tenant,
			    int64_t before_s, struct erased *total)
{
	static const struct old_rows drafts =
		OLD_ROWS("submission_draft", "activity_id, person",
			 "old.saved_s < $2 AND old.activity_id IN (" OF_TENANT ")");
	enum db_status status =
		texts_run(rounds, &tenant_conversations, tenant, before_s, total);

	if (status == DB_OK)
		status = texts_run(rounds, &tenant_submissions, tenant, before_s, total);
	return status == DB_OK
		       ? rounds_rows(rounds, &drafts, tenant, before_s, &total->rows)
		       : status;
}

/* ---- the ledger ---- */

/* Whose use it was. $1 is the tenant or the course, $2 and $3 the times between, $4 how many at most. */
#define FORGET(column)                                                                   \
	"UPDATE ledger SET person = '' WHERE id IN (SELECT id FROM ledger"               \
	" WHERE " column " = $1 AND admitted_s >= $2 AND admitted_s < $3"                \
	" AND person <> '' ORDER BY admitted_s LIMIT $4) RETURNING admitted_s"

struct naming {
	const char *forget, *whose;
	int64_t from_s, before_s; /* rows admitted between the two still name people */
	int64_t rows, last_s; /* of the last round */
};

/*
 * The first row of a tenant that still names somebody. Of all tenants' by the index of people,
 * where nameless rows of years ago lie together; from there on of this one's by time.
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
		"tii", naming->whose, naming->before_s, naming->from_s);
}

static enum db_status naming_write(struct db_conn *tx, void *arg)
{
	struct naming *naming = arg;
	AUTO_ROWS *rows = db_query(tx, naming->forget, "tiii", naming->whose,
				   naming->from_s, naming->before_s, (int64_t)ROWS);

	naming->rows = 0;
	naming->last_s = naming->from_s;
	while (db_next(rows)) {
		if (db_int(rows, 0) > naming->last_s)
			naming->last_s = db_int(rows, 0);
		naming->rows++;
	}
	return db_rows_status(rows);
}

static enum db_status naming_run(const struct rounds *rounds, struct naming *naming,
				 int64_t *total)
{
	enum db_status status = DB_OK;

	naming->rows = ROWS;
	while (status == DB_OK && naming->from_s < naming->before_s &&
	       naming->rows == ROWS) {
		status = write_round(rounds, naming_write, naming);
		naming->from_s = naming->last_s; /* more of the same second may be left */
		*total += naming->rows;
	}
	return status;
}

enum db_status rounds_ledger(const struct rounds *rounds, const char *tenant,
			     int64_t before_s, int64_t *total)
{
	struct naming naming = {
		.forget = FORGET("tenant_id"), .whose = tenant, .before_s = before_s};
	enum db_status status = naming_find(&naming, rounds->db);

	return status == DB_OK ? naming_run(rounds, &naming, total) : status;
}

/* ---- a course ---- */

struct course {
	const char *tenant, *id;
	struct erased erased;
};

static enum db_status course_write(struct db_conn *tx, void *arg)
{
	struct course *course = arg;

	return erase_course(tx, course->tenant, course->id, &course->erased);
}

/* What is much goes first; what came meanwhile goes with the course. */
enum db_status rounds_course(const struct rounds *rounds, const char *tenant,
			     const char *id, struct erased *total)
{
	struct course course = {.tenant = tenant, .id = id};
	struct naming naming = {
		.forget = FORGET("course_id"), .whose = id, .before_s = INT64_MAX};
	struct db_conn *conn = db_reader(rounds->db);
	enum db_status status = conn ? erase_course_there(conn, tenant, id) : DB_FAILED;

	if (status == DB_OK)
		status = texts_run(rounds, &course_conversations, id, INT64_MAX, total);
	if (status == DB_OK)
		status = texts_run(rounds, &course_submissions, id, INT64_MAX, total);
	if (status == DB_OK)
		status = naming_run(rounds, &naming, &total->rows);
	if (status == DB_OK)
		status = write_round(rounds, course_write, &course);
	if (status == DB_OK)
		add(total, &course.erased);
	return status;
}
