/*
 * Erase: lists of statements, run in order. A table that holds a person or belongs to a course
 * has its row here; test_erase.c looks through the whole schema for what was forgotten.
 */
#include "privacy/erase.h"

#include "base/text.h"

#define ERASED "erased" /* stands where a person was and the column needs a text */

#define COURSES_OF_TENANT "(SELECT id FROM course WHERE tenant_id = $1)"
#define ACTIVITIES_OF_TENANT                                                             \
	"(SELECT id FROM activity WHERE course_id IN " COURSES_OF_TENANT ")"
#define CONVERSATIONS_OF_PERSON                                                          \
	"(SELECT id FROM conversation WHERE person = $2"                                 \
	" AND activity_id IN " ACTIVITIES_OF_TENANT ")"
#define SUBMISSIONS_OF_PERSON                                                            \
	"(SELECT id FROM submission WHERE person = $2"                                   \
	" AND activity_id IN " ACTIVITIES_OF_TENANT ")"
#define ACTIVITIES_OF_COURSE "(SELECT id FROM activity WHERE course_id = $2)"
#define CONVERSATIONS_OF_COURSE                                                          \
	"(SELECT id FROM conversation WHERE activity_id IN " ACTIVITIES_OF_COURSE ")"
#define SUBMISSIONS_OF_COURSE                                                            \
	"(SELECT id FROM submission WHERE activity_id IN " ACTIVITIES_OF_COURSE ")"
#define OLD_CONVERSATION "(SELECT id FROM conversation WHERE id = $1 AND updated_s < $2)"
#define OLD_SUBMISSION "(SELECT id FROM submission WHERE id = $1 AND changed_s < $2)"

struct statement {
	const char *sql; /* $1 is the tenant */
	bool conversations; /* its rows are conversations */
};

/* What the person wrote, and that they wrote it. $2 is the person. */
static const struct statement own_words[] = {
	{"DELETE FROM report WHERE turn_id IN (SELECT id FROM turn"
	 " WHERE conversation_id IN " CONVERSATIONS_OF_PERSON ")",
	 false},
	{"DELETE FROM turn WHERE conversation_id IN " CONVERSATIONS_OF_PERSON, false},
	{"DELETE FROM conversation WHERE id IN " CONVERSATIONS_OF_PERSON, true},
	/* That there was an attempt stays, else erasing would give it back. */
	{"UPDATE submission SET body = '', words = 0, files = '[]', criteria = '[]',"
	 " summary = '', model_criteria = '[]', model_summary = '', suspicions = '[]',"
	 " suspicion = 0, receipt = NULL WHERE id IN " SUBMISSIONS_OF_PERSON,
	 false},
	{"UPDATE submission_event SET body = ''"
	 " WHERE submission_id IN " SUBMISSIONS_OF_PERSON,
	 false},
	{"DELETE FROM submission_draft WHERE person = $2"
	 " AND activity_id IN " ACTIVITIES_OF_TENANT,
	 false},
	{"DELETE FROM submission_file WHERE person = $2"
	 " AND activity_id IN " ACTIVITIES_OF_TENANT,
	 false},
	{"DELETE FROM consent WHERE person = $2 AND activity_id IN " ACTIVITIES_OF_TENANT,
	 false},
};

/* Everything else on the person. Numbers, rules and acts stay, nobody's now. */
static const struct statement own_traces[] = {
	{"DELETE FROM submission_event WHERE submission_id IN " SUBMISSIONS_OF_PERSON,
	 false},
	{"DELETE FROM submission WHERE id IN " SUBMISSIONS_OF_PERSON, false},
	{"DELETE FROM score WHERE person = $2 AND activity_id IN " ACTIVITIES_OF_TENANT,
	 false},
	{"DELETE FROM subject WHERE person = $2 AND activity_id IN " ACTIVITIES_OF_TENANT,
	 false},
	{"DELETE FROM outcome_place WHERE person = $2"
	 " AND activity_id IN " ACTIVITIES_OF_TENANT,
	 false},
	{"DELETE FROM legacy_person WHERE (person = $2 OR became = $2)"
	 " AND platform_id IN (SELECT id FROM platform WHERE tenant_id = $1)",
	 false},
	{"DELETE FROM session WHERE person = $2 AND tenant_id = $1", false},
	/* Not NULL: whoever looks at somebody's work or data now must not see their own instead. */
	{"UPDATE session SET for_person = '" ERASED "' WHERE for_person = $2"
	 " AND tenant_id = $1",
	 false},
	{"DELETE FROM quota_grant WHERE person = $2 AND course_id IN " COURSES_OF_TENANT,
	 false},
	{"DELETE FROM counter WHERE person = $2 AND $1 <> ''", false},
	{"DELETE FROM refused WHERE person = $2 AND activity_id IN " ACTIVITIES_OF_TENANT,
	 false},
	{"UPDATE ledger SET person = '' WHERE person = $2 AND tenant_id = $1", false},
	{"UPDATE quota_grant SET author = '" ERASED "' WHERE author = $2"
	 " AND course_id IN " COURSES_OF_TENANT,
	 false},
	{"UPDATE policy SET author = '" ERASED "' WHERE author = $2 AND $1 <> ''", false},
	{"UPDATE assignment SET author = '" ERASED "' WHERE author = $2"
	 " AND activity_id IN " ACTIVITIES_OF_TENANT,
	 false},
	{"UPDATE submission_event SET author = '" ERASED
	 "' WHERE author = $2 AND $1 <> ''",
	 false},
	{"UPDATE api_key SET author = '" ERASED "' WHERE author = $2 AND tenant_id = $1",
	 false},
	{"UPDATE audit SET actor = '" ERASED "' WHERE actor = $2 AND tenant_id = $1",
	 false},
	{"UPDATE audit SET object = 'person:" ERASED "' WHERE object = 'person:' || $2"
	 " AND tenant_id = $1",
	 false},
};

/* Whole courses, leaves first. $2 is the course. */
static const struct statement whole_course[] = {
	{"DELETE FROM report WHERE activity_id IN " ACTIVITIES_OF_COURSE " AND $1 <> ''",
	 false},
	{"DELETE FROM refused WHERE activity_id IN " ACTIVITIES_OF_COURSE " AND $1 <> ''",
	 false},
	{"DELETE FROM waited WHERE activity_id IN " ACTIVITIES_OF_COURSE " AND $1 <> ''",
	 false},
	{"DELETE FROM turn WHERE conversation_id IN " CONVERSATIONS_OF_COURSE
	 " AND $1 <> ''",
	 false},
	{"DELETE FROM conversation WHERE activity_id IN " ACTIVITIES_OF_COURSE
	 " AND $1 <> ''",
	 true},
	{"DELETE FROM submission_event WHERE submission_id IN " SUBMISSIONS_OF_COURSE
	 " AND $1 <> ''",
	 false},
	{"DELETE FROM submission WHERE activity_id IN " ACTIVITIES_OF_COURSE
	 " AND $1 <> ''",
	 false},
	{"DELETE FROM submission_draft WHERE activity_id IN " ACTIVITIES_OF_COURSE
	 " AND $1 <> ''",
	 false},
	{"DELETE FROM submission_file WHERE activity_id IN " ACTIVITIES_OF_COURSE
	 " AND $1 <> ''",
	 false},
	{"DELETE FROM assignment WHERE activity_id IN " ACTIVITIES_OF_COURSE
	 " AND $1 <> ''",
	 false},
	{"DELETE FROM consent WHERE activity_id IN " ACTIVITIES_OF_COURSE " AND $1 <> ''",
	 false},
	{"DELETE FROM session WHERE course_id = $2 AND tenant_id = $1", false},
	{"DELETE FROM quota_grant WHERE course_id = $2 AND $1 <> ''", false},
	{"DELETE FROM counter WHERE (level_id = $2 OR level_id IN " ACTIVITIES_OF_COURSE
	 ") AND $1 <> ''",
	 false},
	{"DELETE FROM policy WHERE (level_id = $2 OR level_id IN " ACTIVITIES_OF_COURSE
	 ") AND $1 <> ''",
	 false},
	{"DELETE FROM api_key WHERE course_id = $2 AND tenant_id = $1", false},
	{"DELETE FROM score WHERE activity_id IN " ACTIVITIES_OF_COURSE " AND $1 <> ''",
	 false},
	{"DELETE FROM subject WHERE activity_id IN " ACTIVITIES_OF_COURSE " AND $1 <> ''",
	 false},
	{"DELETE FROM grade_place WHERE activity_id IN " ACTIVITIES_OF_COURSE
	 " AND $1 <> ''",
	 false},
	{"DELETE FROM outcome_place WHERE activity_id IN " ACTIVITIES_OF_COURSE
	 " AND $1 <> ''",
	 false},
	{"DELETE FROM roster_place WHERE course_id = $2 AND $1 <> ''", false},
	{"DELETE FROM resource_link WHERE activity_id IN " ACTIVITIES_OF_COURSE
	 " AND $1 <> ''",
	 false},
	{"DELETE FROM activity WHERE course_id = $2 AND $1 <> ''", false},
	{"UPDATE ledger SET person = '' WHERE course_id = $2 AND tenant_id = $1"
	 " AND person <> ''",
	 false},
	{"DELETE FROM course WHERE id = $2 AND tenant_id = $1", false},
};

static enum db_status run(struct db_conn *tx, const struct statement *list, size_t count,
			  const char *tenant, const char *object, struct erased *erased)
{
	for (size_t i = 0; i < count; i++) {
		enum db_status status = db_exec(tx, list[i].sql, "tt", tenant, object);

		if (status != DB_OK)
			return status;
		erased->rows += db_changes(tx);
		if (list[i].conversations)
			erased->conversations += db_changes(tx);
	}
	return DB_OK;
}

enum db_status erase_person(struct db_conn *tx, const char *tenant, const char *person,
			    bool keep_usage, struct erased *erased)
{
	enum db_status status;

	*erased = (struct erased){0};
	status = run(tx, own_words, ARRAY_LEN(own_words), tenant, person, erased);
	if (status != DB_OK || keep_usage)
		return status;
	return run(tx, own_traces, ARRAY_LEN(own_traces), tenant, person, erased);
}

enum db_status erase_course_there(struct db_conn *conn, const char *tenant,
				  const char *course)
{
	int64_t there;

	return db_get_int(conn, &there,
			  "SELECT created_s FROM course WHERE id = $2 AND tenant_id = $1",
			  "tt", tenant, course);
}

enum db_status erase_course(struct db_conn *tx, const char *tenant, const char *course,
			    struct erased *erased)
{
	enum db_status status = erase_course_there(tx, tenant, course);

	*erased = (struct erased){0};
	return status == DB_OK ? run(tx, whole_course, ARRAY_LEN(whole_course), tenant,
				     course, erased)
			       : status;
}

/* @whole  how many rows the last step took: the text itself, its parts going before */
static enum db_status one_text(struct db_conn *tx, const char *const *steps, size_t count,
			       const char *id, int64_t before_s, int64_t *rows,
			       int64_t *whole)
{
	for (size_t i = 0; i < count; i++) {
		enum db_status status = db_exec(tx, steps[i], "ti", id, before_s);

		if (status != DB_OK)
			return status;
		*whole = db_changes(tx);
		*rows += *whole;
	}
	return DB_OK;
}

enum db_status erase_conversation(struct db_conn *tx, const char *id, int64_t before_s,
				  struct erased *erased)
{
	static const char *const steps[] = {
		"DELETE FROM report WHERE turn_id IN (SELECT id FROM turn"
		" WHERE conversation_id = " OLD_CONVERSATION ")",
		"DELETE FROM turn WHERE conversation_id = " OLD_CONVERSATION,
		"DELETE FROM conversation WHERE id = $1 AND updated_s < $2",
	};

	*erased = (struct erased){0};
	return one_text(tx, steps, ARRAY_LEN(steps), id, before_s, &erased->rows,
			&erased->conversations);
}

enum db_status erase_submission(struct db_conn *tx, const char *id, int64_t before_s,
				struct erased *erased)
{
	static const char *const steps[] = {
		"DELETE FROM submission_event WHERE submission_id = " OLD_SUBMISSION,
		"DELETE FROM submission WHERE id = $1 AND changed_s < $2",
	};

	*erased = (struct erased){0};
	return one_text(tx, steps, ARRAY_LEN(steps), id, before_s, &erased->rows,
			&erased->submissions);
}
