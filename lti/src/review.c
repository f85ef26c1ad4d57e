/* Review: offered as soon as there may be something to look at. */
#include "review.h"

#include "json_write.h"

void lti_put_review(struct lti_text *text, const struct lti_line_item *item)
{
	static const char *const statuses[] = {"InProgress", "Submitted", "Completed"};
	size_t i;

	if (!item->review_url)
		return;
	lti_put_object(text, "submissionReview");
	lti_put_array(text, "reviewableStatus");
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		lti_put_text(text, NULL, statuses[i]);
	lti_end_array(text);
	lti_put_text(text, "url", item->review_url);
	lti_put_text(text, "label", item->review_label);
	lti_end_object(text);
}
