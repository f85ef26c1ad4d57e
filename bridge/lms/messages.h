/*
 * Messages: what a launch leaves that is not somebody opening their own activity: a submission
 * review shows one person's work to those who teach them, and to themself; a data privacy launch
 * shows what is held on a person, to that person or to an administrator of the LMS.
 */
#ifndef KIBRIDGE_LMS_MESSAGES_H
#define KIBRIDGE_LMS_MESSAGES_H

#include "course/session.h"
#include "lms/admit.h"

/**
 * In a transaction. Course, activity and for_person of a submission review.
 * @secret the tenant's
 * @in_course whether the rank is one in this course
 * DB_REFUSED: arrival->refusal says why. Nothing is made: what nobody opened has no submissions.
 */
enum db_status review_take(struct db_conn *tx, struct arrival *arrival,
			   const char *secret, bool in_course,
			   const char *resource_link_id, struct session *session)
	__attribute__((warn_unused_result));

/** for_person of a data privacy launch; NULL stays where people look at their own. DB_REFUSED as above. */
enum db_status privacy_take(struct arrival *arrival, const char *secret,
			    struct session *session) __attribute__((warn_unused_result));

#endif
