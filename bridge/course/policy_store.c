/* Policy store: rows of the table policy: versions are added, never changed. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "course/policy_parts.h"

static const char *level_id(const struct policy_change *change)
{
	switch (change->level) {
	case LEVEL_TENANT:
		return change->tenant;
	case LEVEL_COURSE:
		return change->course;
	default:
		return change->activity;
	}
}

/* Takes the rows over: document, version. */
static enum db_status read_document(struct json_object **document, int64_t *version,
				    struct arena *arena, struct db_rows *taken)
{
	AUTO_ROWS *rows = taken;
	const char *text;

	*document = NULL;
	*version = 0;
	if (!db_next(rows))
		return db_rows_absent(rows);
	text = db_text(rows, 0);
	*version = db_int(rows, 1);
	*document = json_parse(arena, text, strlen(text));
	return *document ? DB_OK : DB_FAILED;
}

enum db_status policy_document(struct json_object **document, int64_t *version,
			       struct db_conn *conn, struct arena *arena,
			       enum level level, const char *id)
{
	enum db_status status =
		read_document(document, version, arena,
			      db_query(conn,
				       "SELECT document, version FROM policy"
				       " WHERE level = $1 AND level_id = $2"
				       " ORDER BY version DESC LIMIT 1",
				       "tt", level_name(level), id));

	if (status != DB_ABSENT)
		return status;
	*document = json_new(arena);
	return DB_OK;
}

static void read_version(struct policy_version *out, struct db_rows *rows,
			 struct arena *arena)
{
	out->version = db_int(rows, 0);
	out->author = arena_strdup(arena, db_text(rows, 1));
	out->created_s = db_int(rows, 2);
}

enum db_status policy_versions(struct policy_version **list, size_t *count,
			       struct db_conn *conn, struct arena *arena,
			       enum level level, const char *id)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT version, author, created_s FROM policy"
		" WHERE level = $1 AND level_id = $2 ORDER BY version DESC LIMIT $3",
		"tti", level_name(level), id, (int64_t)POLICY_VERSIONS_MAX);

	*count = 0;
	*list = arena_alloc(arena, POLICY_VERSIONS_MAX * sizeof(**list));
	while (*count < POLICY_VERSIONS_MAX && db_next(rows))
		read_version(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

enum db_status policy_version(struct policy_version *out, struct json_object **document,
			      struct db_conn *conn, struct arena *arena, enum level level,
			      const char *id, int64_t version)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT version, author, created_s FROM policy"
				   " WHERE level = $1 AND level_id = $2 AND version = $3",
				   "tti", level_name(level), id, version);

	*document = NULL;
	if (!db_next(rows))
		return db_rows_absent(rows);
	read_version(out, rows, arena);
	return read_document(
		document, &version, arena,
		db_query(conn,
			 "SELECT document, version FROM policy"
			 " WHERE level = $1 AND level_id = $2 AND version = $3",
			 "tti", level_name(level), id, version));
}

/* ---- storing ---- */

/* The activities that the change reaches and in which a student has written already. */
static enum db_status used_activities(const char ***list, struct db_conn *conn,
				      struct arena *arena,
				      const struct policy_change *change)
{
	AUTO_ROWS *rows = NULL;
	size_t count = 0;
	int64_t room;
	enum db_status status;

	status = db_get_int(conn, &room,
			    "SELECT count(*) FROM activity WHERE course_id = $1", "t",
			    change->course);
	if (status != DB_OK)
		return status;
	*list = arena_alloc(arena, ((size_t)room + 1) * sizeof(**list));
	rows = db_query(
		conn,
		"SELECT id FROM activity WHERE course_id = $1 AND ($2 = '' OR id = $2)"
		" AND EXISTS (SELECT 1 FROM conversation"
		" WHERE activity_id = activity.id AND pool = 'main') LIMIT $3",
		"tti", change->course,
		change->level == LEVEL_ACTIVITY ? change->activity : "", room);
	while (db_next(rows))
		(*list)[count++] = arena_strdup(arena, db_text(rows, 0));
	return db_rows_status(rows);
}

/* Students wrote under a promise about who reads them: it may be kept or narrowed. */
static enum db_status review_kept(bool *kept, struct db_conn *conn, struct arena *arena,
				  const struct policy_change *change)
{
	enum db_status status;
	const char **used;

	*kept = true;
	if (change->level == LEVEL_TENANT) /* a ceiling: see fold_review */
		return DB_OK;
	status = used_activities(&used, conn, arena, change);
	for (; status == DB_OK && *used && *kept; used++) {
		struct policy_stack stack;
		int before, after;

		status = policy_stack_load(&stack, conn, arena, change->tenant,
					   change->course, *used);
		if (status != DB_OK)
			break;
		before = policy_review_rank(policy_fold(arena, &stack)->review);
		stack.documents[change->level] = change->document;
		after = policy_review_rank(policy_fold(arena, &stack)->review);
		*kept = after <= before;
	}
	return status;
}

static enum db_status insert(struct db_conn *tx, const struct policy_change *change,
			     int64_t version)
{
	enum db_status status =
		db_exec(tx,
			"INSERT INTO policy (level, level_id, version, document, author,"
			" created_s) VALUES ($1, $2, $3, $4, $5, $6)",
			"ttitti", level_name(change->level), level_id(change), version,
			json_write(change->document), change->author, change->now_s);

	if (status != DB_OK)
		return status;
	return db_notify(tx, "policy",
			 change->level == LEVEL_TENANT ? change->tenant : change->course);
}

enum db_status policy_judge(struct db_conn *conn, const struct policy_change *change,
			    struct arena *arena, enum policy_outcome *outcome,
			    int64_t *version, struct policy_fault *fault)
{
	struct json_object *in_force;
	struct policy_stack stack;
	enum db_status status;
	bool kept;

	*outcome = POLICY_FAULTY;
	*version = 0;
	if (!policy_document_check(change->document, change->level, arena, fault))
		return DB_OK;

	status = policy_document(&in_force, version, conn, arena, change->level,
				 level_id(change));
	if (status != DB_OK)
		return status;
	if (change->base_version >= 0 && change->base_version != *version) {
		*outcome = POLICY_STALE;
		return DB_OK;
	}

	status = policy_stack_load(&stack, conn, arena, change->tenant, change->course,
				   change->activity);
	if (status != DB_OK)
		return status;
	if (!policy_narrows(&stack, change->level, change->document, arena, fault))
		return DB_OK;

	status = review_kept(&kept, conn, arena, change);
	if (status != DB_OK)
		return status;
	if (!kept) {
		fault->field = "/review";
		fault->reason = "Students have already written under a stricter promise.";
		return DB_OK;
	}

	*outcome = POLICY_STORED;
	return DB_OK;
}

enum db_status policy_store(struct db_conn *tx, const struct policy_change *change,
			    struct arena *arena, enum policy_outcome *outcome,
			    int64_t *version, struct policy_fault *fault)
{
	enum db_status status = policy_judge(tx, change, arena, outcome, version, fault);

	if (status != DB_OK || *outcome != POLICY_STORED)
		return status;
	return insert(tx, change, ++*version);
}

enum db_status policy_lock(struct db_conn *tx, const struct policy_change *change,
			   struct arena *arena, bool locked, const char *until,
			   int64_t *version, bool *changed)
{
	struct policy_change next = *change;
	enum db_status status;

	*changed = false;
	next.level = LEVEL_COURSE;
	status = policy_document(&next.document, version, tx, arena, LEVEL_COURSE,
				 change->course);
	if (status != DB_OK ||
	    (json_flag(next.document, "exam_lock", false) == locked &&
	     text_equal(json_text(next.document, "exam_until"), until)))
		return status;
	json_object_object_del(next.document, "exam_lock");
	json_object_object_del(next.document, "exam_until");
	if (locked)
		json_put_bool(next.document, "exam_lock", true);
	if (until)
		json_put_text(next.document, "exam_until", until);
	*changed = true;
	return insert(tx, &next, ++*version);
}
