/* Review: the member submissionReview of a line item. [Submission Review 1.0] */
#ifndef LTI_SRC_REVIEW_H
#define LTI_SRC_REVIEW_H

#include <lti/grades.h>

#include "kit.h"

/** Nothing when the item has no review_url. */
void lti_put_review(struct lti_text *text, const struct lti_line_item *item);

#endif
