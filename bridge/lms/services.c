/* Services: the rows of grade_place, roster_place and subject. */
#include "lms/services.h"

#include <string.h>

#include "base/text.h"
#include "call/parts.h"
#include "lms/grades.h"
#include "lms/outcome.h"
#include "lms/sealer.h"

#define SEEN_AGAIN_S 3600 /* one launch an hour says that it is still so */

static enum db_status roster_note(struct db_conn *tx, const struct service_notes *notes)
{
	const char *url = lti_launch_claims(notes->launch)->roster.memberships_url;

	if (!url || (text_equal(notes->memberships_url, url) &&
		     notes->memberships_seen_s >= notes->call->now_s - SEEN_AGAIN_S))
		return DB_OK;
	return db_exec(tx,
		       "INSERT INTO roster_place (course_id, memberships_url, seen_s) "
		       "VALUES ($1, $2, $3) ON CONFLICT (course_id) DO UPDATE "
		       "SET memberships_url = excluded.memberships_url, seen_s = "
		       "excluded.seen_s "
		       "WHERE roster_place.memberships_url <> excluded.memberships_url "
		       "OR roster_place.seen_s < $4",
		       "ttii", notes->activity->course, url, notes->call->now_s,
		       notes->call->now_s - SEEN_AGAIN_S);
}

static enum db_status grades_note(struct db_conn *tx, const struct service_notes *notes)
{
	const struct lti_claims *claims = lti_launch_claims(notes->launch);
	const struct lti_grades *grades = &claims->grades;

	if (!grades->line_item || !(grades->scopes & LTI_SCOPE_SCORE))
		return outcome_offered(claims) ? outcome_note(tx, notes) : DB_OK;
	return db_exec(
		tx,
		"INSERT INTO grade_place (deployment_id, resource_link_id, activity_id, "
		"line_item, scopes, seen_s) VALUES ($1, $2, $3, $4, $5, $6) "
		"ON CONFLICT (deployment_id, resource_link_id) DO UPDATE "
		"SET activity_id = excluded.activity_id, line_item = excluded.line_item, "
		"scopes = excluded.scopes, seen_s = excluded.seen_s",
		"ttttii", notes->deployment, notes->resource_link_id, notes->activity->id,
		grades->line_item, (int64_t)grades->scopes, notes->call->now_s);
}

static enum db_status subject_note(struct db_conn *tx, const struct service_notes *notes)
{
	const struct call *call = notes->call;
	const char *subject = lti_launch_claims(notes->launch)->person.subject;

	return db_exec(
		tx,
		"INSERT INTO subject (activity_id, person, sealed, seen_s) "
		"VALUES ($1, $2, $3, $4) ON CONFLICT (activity_id, person) DO UPDATE "
		"SET sealed = excluded.sealed, seen_s = excluded.seen_s",
		"ttti", notes->activity->id, notes->person,
		sealer_seal(call->parts->sealer, call->arena, SUBJECT_PURPOSE, subject,
			    strlen(subject)),
		call->now_s);
}

enum db_status services_note(struct db_conn *tx, const struct service_notes *notes)
{
	enum db_status status = roster_note(tx, notes);

	if (status != DB_OK || !text_equal(notes->activity->kind, "feedback"))
		return status;
	status = grades_note(tx, notes);
	return status == DB_OK ? subject_note(tx, notes) : status;
}
