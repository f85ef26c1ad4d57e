/* Fork: copies policy documents, not counters and not conversations. */
#include "course/fork.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "course/policy.h"

static enum db_status copy_document(struct db_conn *tx, struct arena *arena,
				    enum level level, const char *from, const char *to,
				    int64_t now_s)
{
	struct json_object *document;
	enum db_status status;
	int64_t version;

	status = policy_document(&document, &version, tx, arena, level, to);
	if (status != DB_OK || version > 0) /* it has its own rules already */
		return status;
	status = policy_document(&document, &version, tx, arena, level, from);
	if (status != DB_OK || version == 0)
		return status;
	json_object_object_del(document, "exam_lock");
	json_object_object_del(document, "exam_until");
	return db_exec(tx,
		       "INSERT INTO policy (level, level_id, version, document, author,"
		       " created_s) VALUES ($1, $2, 1, $3, $4, $5)",
		       "tttti", level_name(level), to, json_write(document), FORK_AUTHOR,
		       now_s);
}

/* Task and rubric in force become the copy's first version; drafts and attempts stay. */
static enum db_status copy_assignment(struct db_conn *tx, struct arena *arena,
				      const char *from, const char *to, int64_t now_s)
{
	struct json_object *document;
	const char *text, *due;
	int64_t due_s;
	enum db_status status = db_get_text(
		tx, arena, &text,
		"SELECT document FROM assignment WHERE activity_id = $1 AND NOT EXISTS "
		"(SELECT 1 FROM assignment WHERE activity_id = $2) "
		"ORDER BY version DESC LIMIT 1",
		"tt", from, to);

	if (status != DB_OK)
		return status == DB_ABSENT ? DB_OK : status;
	document = json_parse(arena, text, strlen(text));
	if (!document)
		return DB_FAILED;
	due = json_text(document, "due");
	if (due && clock_parse(&due_s, due) && due_s < now_s)
		json_object_object_del(document, "due");
	return db_exec(tx,
		       "INSERT INTO assignment (activity_id, version, document, author, "
		       "created_s) VALUES ($1, 1, $2, $3, $4)",
		       "ttti", to, json_write(document), FORK_AUTHOR, now_s);
}

enum db_status fork_documents(struct db_conn *tx, struct arena *arena,
			      const struct activity *original,
			      const struct activity *copy, int64_t now_s)
{
	enum db_status status;

	status = copy_document(tx, arena, LEVEL_COURSE, original->course, copy->course,
			       now_s);
	if (status != DB_OK)
		return status;
	status = copy_document(tx, arena, LEVEL_ACTIVITY, original->id, copy->id, now_s);
	return status == DB_OK ? copy_assignment(tx, arena, original->id, copy->id, now_s)
			       : status;
}
