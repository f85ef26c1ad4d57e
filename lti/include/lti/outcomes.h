/*
 * Outcomes: LTI 1.1 Basic Outcomes, the XML messages that older gradebooks speak. POST
 * the request as application/xml to basic_outcome.service_url; the answer is 200 also
 * when it says no. [BO]
 */
#ifndef LTI_OUTCOMES_H
#define LTI_OUTCOMES_H

#include <stdbool.h>
#include <stddef.h>

#include <lti/status.h>

#define LTI_OUTCOME_MAX (64 * 1024) /* bytes of an answer */

enum lti_outcome_action { LTI_OUTCOME_REPLACE, LTI_OUTCOME_READ, LTI_OUTCOME_DELETE };

/**
 * @message_id  ours, unique; comes back in the answer
 * @score       0.0 to 1.0; of LTI_OUTCOME_REPLACE only
 * @out         free() it
 * Errors: LTI_ERR_OUTCOME, LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_outcome_write(char **out,
						enum lti_outcome_action action,
						const char *message_id,
						const char *result_sourcedid,
						double score, struct lti_error *why);

enum lti_outcome_code {
	LTI_OUTCOME_SUCCESS,
	LTI_OUTCOME_PROCESSING,
	LTI_OUTCOME_FAILURE,
	LTI_OUTCOME_UNSUPPORTED,
};
struct lti_outcome {
	enum lti_outcome_code code;
	char description[256]; /* the platform's, cut; for the log */
	char message_ref[256]; /* our message_id */
	bool graded; /* of a read: a grade was there */
	double score;
};
/** Errors: LTI_ERR_XML, LTI_ERR_OUTCOME, LTI_ERR_TOO_LONG, LTI_ERR_MEMORY. */
LTI_NODISCARD enum lti_status lti_outcome_read(struct lti_outcome *out, const char *body,
					       size_t len, struct lti_error *why);

#endif
