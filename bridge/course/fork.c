/* Fork: copies policy documents, not counters and not conversations. */
#include "course/fork.h"

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
	return db_exec(tx,
		       "INSERT INTO policy (level, level_id, version, document, author,"
		       " created_s) VALUES ($1, $2, 1, $3, $4, $5)",
		       "tttti", level_name(level), to, json_write(document), FORK_AUTHOR,
		       now_s);
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
	return copy_document(tx, arena, LEVEL_ACTIVITY, original->id, copy->id, now_s);
}
