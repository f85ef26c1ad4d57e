/*
 * Rename: a list of statements, run in order; test_rename.c looks through the whole schema for
 * what was forgotten. Where a row of the new name is in the way, the two are joined: numbers are
 * added, attempts are counted on, and of drafts the new one stays.
 */
#include "privacy/rename.h"

#include "base/text.h"

#define ACTIVITIES_OF_TENANT                                                             \
	"(SELECT id FROM activity WHERE course_id IN"                                    \
	" (SELECT id FROM course WHERE tenant_id = $1))"
#define HERE " AND activity_id IN " ACTIVITIES_OF_TENANT

/* $1 the tenant, $2 the old name, $3 the new one. */
static const char *const statements[] = {
	"UPDATE conversation SET person = $3 WHERE person = $2" HERE,
	"UPDATE turn SET person = $3 WHERE person = $2 AND conversation_id IN"
	" (SELECT id FROM conversation WHERE person = $3" HERE ")"
	" AND NOT EXISTS (SELECT 1 FROM turn other WHERE other.person = $3"
	" AND other.request = turn.request)",
	/* The same request twice: two answers, one of which needs a name of its own. */
	"UPDATE turn SET person = $3, request = id WHERE person = $2"
	" AND conversation_id IN (SELECT id FROM conversation WHERE person = $3" HERE ")",
	"UPDATE report SET person = $3 WHERE person = $2" HERE,
	"INSERT INTO refused (activity_id, hour_s, person, reason, times)"
	" SELECT activity_id, hour_s, $3, reason, times FROM refused"
	" WHERE person = $2" HERE " ON CONFLICT (activity_id, hour_s, person, reason)"
	" DO UPDATE SET times = refused.times + excluded.times",
	"DELETE FROM refused WHERE person = $2 AND $3 <> $2" HERE,
	"INSERT INTO consent (activity_id, person, notice, at_s)"
	" SELECT activity_id, $3, notice, at_s FROM consent WHERE person = $2" HERE
	" ON CONFLICT DO NOTHING",
	"DELETE FROM consent WHERE person = $2 AND $3 <> $2" HERE,

	"UPDATE submission SET person = $3, number = number + COALESCE("
	"(SELECT MAX(other.number) FROM submission other WHERE other.person = $3"
	" AND other.activity_id = submission.activity_id), 0),"
	" request = CASE WHEN EXISTS (SELECT 1 FROM submission other"
	" WHERE other.person = $3 AND other.request = submission.request)"
	" THEN id ELSE request END WHERE person = $2" HERE,
	"UPDATE submission_draft SET person = $3 WHERE person = $2" HERE
	" AND NOT EXISTS (SELECT 1 FROM submission_draft other WHERE other.person = $3"
	" AND other.activity_id = submission_draft.activity_id)",
	"DELETE FROM submission_draft WHERE person = $2 AND $3 <> $2" HERE,
	"UPDATE submission_file SET person = $3 WHERE person = $2" HERE,
	"UPDATE score SET person = $3 WHERE person = $2" HERE
	" AND NOT EXISTS (SELECT 1 FROM score other WHERE other.person = $3"
	" AND other.line_item = score.line_item)",
	"DELETE FROM score WHERE person = $2 AND $3 <> $2" HERE,
	/* The LMS has a new word for the person, too: the launch notes it. */
	"DELETE FROM subject WHERE person = $2 AND $3 <> $2" HERE,
	"DELETE FROM outcome_place WHERE person = $2 AND $3 <> $2" HERE,

	"UPDATE ledger SET person = $3 WHERE person = $2 AND tenant_id = $1",
	/* Both are made again from the ledger. */
	"DELETE FROM counter WHERE person IN ($2, $3) AND $1 <> ''",
	"UPDATE quota_grant SET person = $3 WHERE person = $2 AND course_id IN"
	" (SELECT id FROM course WHERE tenant_id = $1)",
	"UPDATE session SET person = $3 WHERE person = $2 AND tenant_id = $1",
	"UPDATE session SET for_person = $3 WHERE for_person = $2 AND tenant_id = $1",

	"UPDATE quota_grant SET author = $3 WHERE author = $2 AND course_id IN"
	" (SELECT id FROM course WHERE tenant_id = $1)",
	"UPDATE policy SET author = $3 WHERE author = $2 AND $1 <> ''",
	"UPDATE assignment SET author = $3 WHERE author = $2" HERE,
	"UPDATE submission_event SET author = $3 WHERE author = $2 AND submission_id IN"
	" (SELECT id FROM submission WHERE $1 <> ''" HERE ")",
	"UPDATE api_key SET author = $3 WHERE author = $2 AND tenant_id = $1",
	"UPDATE audit SET actor = $3 WHERE actor = $2 AND tenant_id = $1",
	"UPDATE audit SET object = 'person:' || $3 WHERE object = 'person:' || $2"
	" AND tenant_id = $1",
};

enum db_status rename_person(struct db_conn *tx, const char *tenant, const char *from,
			     const char *to, int64_t *rows)
{
	int64_t moved = 0;

	if (text_equal(from, to))
		return DB_OK;
	for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
		enum db_status status =
			db_exec(tx, statements[i], "ttt", tenant, from, to);

		if (status != DB_OK)
			return status;
		moved += db_changes(tx);
	}
	if (rows)
		*rows = moved;
	return DB_OK;
}
