/* Messages: submission review and data privacy. */
#include "lms/messages.h"

#include "base/text.h"
#include "course/activity.h"
#include "privacy/pseudonym.h"

/* The pseudonym of the person that the message is about. */
static const char *about(const struct arrival *arrival, const char *secret)
{
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	char *person = arena_alloc(arrival->call->arena, PSEUDONYM_TEXT);

	return pseudonym_make(person, secret, arrival->platform->id,
			      arrival->platform->profile, claims->for_user.user_id);
}

static enum db_status refuse(struct arrival *arrival, enum refusal why)
{
	arrival->refusal = why;
	return DB_REFUSED;
}

/* By its link, as the launch has it; else by the line item, which the gradebook was opened at. */
static enum db_status activity_reviewed(struct activity *out, struct db_conn *tx,
					const struct arrival *arrival,
					const char *deployment,
					const char *resource_link_id)
{
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	struct arena *arena = arrival->call->arena;
	const char *link = NULL;
	enum db_status status =
		activity_of_link(out, tx, arena, deployment, resource_link_id);

	if (status != DB_ABSENT || !claims->grades.line_item)
		return status;
	status = db_get_text(tx, arena, &link,
			     "SELECT resource_link_id FROM grade_place WHERE "
			     "deployment_id = $1 AND line_item = $2 "
			     "ORDER BY seen_s DESC, resource_link_id LIMIT 1",
			     "tt", deployment, claims->grades.line_item);
	return status == DB_OK ? activity_of_link(out, tx, arena, deployment, link)
			       : status;
}

/* The activity must be the launched course's: a lecturer of another one sees nothing of it. */
static enum db_status course_reviewed(struct course *out, struct db_conn *tx,
				      const struct arrival *arrival,
				      const struct session *session,
				      const struct activity *activity)
{
	const struct lti_claims *claims = lti_launch_claims(arrival->launch);
	enum db_status status =
		course_find(out, tx, arrival->call->arena, activity->course);

	if (status == DB_OK &&
	    (!text_equal(out->tenant, session->tenant) ||
	     (claims->context.id && !text_equal(out->context_id, claims->context.id))))
		return DB_ABSENT;
	return status;
}

enum db_status review_take(struct db_conn *tx, struct arrival *arrival,
			   const char *secret, bool in_course,
			   const char *resource_link_id, struct session *session)
{
	const char *person = about(arrival, secret);
	struct activity activity;
	struct course course;
	enum db_status status;

	/* An administrator of the LMS who does not teach here has no rights here. */
	if ((session->rank < RANK_LECTURER || !in_course) &&
	    !text_equal(person, session->person))
		return refuse(arrival, REFUSED_OTHERS);
	status = activity_reviewed(&activity, tx, arrival, session->deployment,
				   resource_link_id);
	if (status == DB_OK)
		status = course_reviewed(&course, tx, arrival, session, &activity);
	if (status == DB_ABSENT)
		return refuse(arrival, REFUSED_NOTHING);
	if (status != DB_OK)
		return status;
	session->course = course.id;
	session->activity = activity.id;
	session->for_person = person;
	return DB_OK;
}

enum db_status privacy_take(struct arrival *arrival, const char *secret,
			    struct session *session)
{
	const char *person;

	if (!lti_launch_claims(arrival->launch)->for_user.user_id)
		return DB_OK;
	person = about(arrival, secret);
	if (text_equal(person, session->person))
		return DB_OK;
	if (session->rank < RANK_ADMIN)
		return refuse(arrival, REFUSED_OTHERS);
	session->for_person = person;
	return DB_OK;
}
