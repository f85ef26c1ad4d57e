/*
 * Outcome: grades for an LMS that offers nothing but Basic Outcomes: its service's address and a
 * person's place in the gradebook came with their launch. Numbers between 0 and 1, no comments.
 */
#ifndef KIBRIDGE_LMS_OUTCOME_H
#define KIBRIDGE_LMS_OUTCOME_H

#include "lms/grade_post.h"
#include "lms/services.h"

#define OUTCOME_PURPOSE "outcome" /* of the sealer */

/** Whether a launch offers it. */
bool outcome_offered(const struct lti_claims *claims);
/** In a transaction. The link's grade place, and sealed, the person's. */
enum db_status outcome_note(struct db_conn *tx, const struct service_notes *notes)
	__attribute__((warn_unused_result));

/** Whether a line item is a link behind such a service. */
bool outcome_is(const char *line_item);
/** Blocks: signed as LTI 1.1 does where the operator has stored a consumer, else with a token. */
struct grade_answer outcome_post(const struct parts *parts, struct arena *arena,
				 const struct grade_posting *posting, int64_t now_s);

#endif
