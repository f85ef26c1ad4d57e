/*
 * Grades: Assignment and Grade Services, the documents and addresses of them. [AGS]
 *
 * Send Accept or Content-Type with exactly the media type named here: Moodle refuses
 * lists and wildcards. Any 2xx is success; bodies of score answers are often empty.
 */
#ifndef LTI_GRADES_H
#define LTI_GRADES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lti/launch.h>
#include <lti/link.h>
#include <lti/status.h>

#define LTI_MEDIA_LINE_ITEM "application/vnd.ims.lis.v2.lineitem+json"
#define LTI_MEDIA_LINE_ITEMS "application/vnd.ims.lis.v2.lineitemcontainer+json"
#define LTI_MEDIA_RESULTS "application/vnd.ims.lis.v2.resultcontainer+json"
#define LTI_MEDIA_SCORE "application/vnd.ims.lis.v1.score+json"
#define LTI_GRADES_MAX (8 * 1024 * 1024) /* bytes of one answer */

struct lti_line_item { /* NULL, 0 and LTI_UNSAID: not said */
	const char *id; /* its URL; set by the platform */
	const char *label; /* required to write */
	double score_maximum; /* > 0 to write; Moodle also has items with 0 */
	const char *resource_link_id, *resource_id, *tag;
	const char *starts, *ends; /* RFC 3339 with a zone */
	enum lti_said grades_released;
	const char *review_url; /* submissionReview: opens one submission from the
				   gradebook */
	const char *review_label;
};

/** Errors: LTI_ERR_LINE_ITEM, LTI_ERR_MEMORY. @out free() it. */
LTI_NODISCARD enum lti_status lti_line_item_write(char **out,
						  const struct lti_line_item *item,
						  struct lti_error *why);

struct lti_line_items {
	size_t count;
	struct lti_line_item *items; /* id, label and score_maximum are always there */
	struct lti_json *document; /* holds the texts */
};
/**
 * A container (JSON array) or a single line item (object). Entries without a usable id,
 * label or maximum are left out of a container and an error on their own. Errors:
 * LTI_ERR_LINE_ITEM, LTI_ERR_JSON, LTI_ERR_TOO_LONG, LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_line_items_read(struct lti_line_items *out,
						  const char *body, size_t len,
						  struct lti_error *why);
void lti_line_items_clear(struct lti_line_items *items);

struct lti_line_item_filter { /* NULL and 0: not filtered; all given must hold */
	const char *resource_link_id, *resource_id, *tag;
	unsigned limit;
};
/** The container's URL with the filter; free() it. Errors: LTI_ERR_URL, LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_line_items_url(
	char **out, const char *container, const struct lti_line_item_filter *filter);
/** Line item URL with "/scores" added to its path, the query kept behind it. */
LTI_NODISCARD enum lti_status lti_scores_url(char **out, const char *line_item);
/** The same with "/results"; @user_id may be NULL. Never sends limit: Moodle fails on it.
 */
LTI_NODISCARD enum lti_status lti_results_url(char **out, const char *line_item,
					      const char *user_id);

enum lti_activity {
	LTI_ACTIVITY_INITIALIZED,
	LTI_ACTIVITY_STARTED,
	LTI_ACTIVITY_IN_PROGRESS,
	LTI_ACTIVITY_SUBMITTED,
	LTI_ACTIVITY_COMPLETED,
};
enum lti_grading {
	LTI_GRADING_NOT_READY,
	LTI_GRADING_FAILED,
	LTI_GRADING_PENDING,
	LTI_GRADING_PENDING_MANUAL,
	LTI_GRADING_FULLY_GRADED, /* alone is certain to be recorded */
};

struct lti_score {
	const char *user_id;
	int64_t at_ms; /* since the epoch; strictly later than the last for this user and
			  item */
	enum lti_activity activity;
	enum lti_grading grading;
	bool graded; /* false clears the grade: no scoreGiven is sent */
	double given, maximum; /* given >= 0, maximum > 0 */
	const char
		*comment; /* plain text; must be sent again each time, or it is cleared */
	const char *scoring_user_id; /* sub of the person who graded */
	int64_t started_ms, submitted_ms; /* 0: not said */
};
/** Errors: LTI_ERR_SCORE, LTI_ERR_MEMORY. @out free() it. */
LTI_NODISCARD enum lti_status lti_score_write(char **out, const struct lti_score *score,
					      struct lti_error *why);

struct lti_result {
	const char *id, *user_id, *comment, *scoring_user_id;
	bool graded;
	double score, maximum; /* maximum 1 when not said */
};
struct lti_results {
	size_t count;
	struct lti_result *results; /* those with a userId */
	struct lti_json *document;
};
/** Errors: LTI_ERR_RESULT, LTI_ERR_JSON, LTI_ERR_TOO_LONG, LTI_ERR_MEMORY. */
LTI_NODISCARD enum lti_status lti_results_read(struct lti_results *out, const char *body,
					       size_t len, struct lti_error *why);
void lti_results_clear(struct lti_results *results);

/**
 * "2026-01-31T12:00:00.123+00:00": three digits and a numeric zone, which Moodle and
 * ILIAS both read. Years 1970 to 9999.
 */
#define LTI_TIMESTAMP_TEXT 40
const char *lti_timestamp(char out[LTI_TIMESTAMP_TEXT], int64_t at_ms);

#endif
