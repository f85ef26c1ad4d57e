/*
 * Deep link: the answer to a deep linking request: what a lecturer chose, signed, for the
 * browser to post as form field "JWT" to the request's return_url. [DL §3, §4.5]
 *
 * Answer always, also when nothing was chosen, so that the LMS can close its dialog.
 * Never post it from the server: the return needs the browser's session with the LMS.
 */
#ifndef LTI_DEEP_LINK_H
#define LTI_DEEP_LINK_H

#include <stddef.h>
#include <stdint.h>

#include <lti/grades.h>
#include <lti/jose.h>
#include <lti/launch.h>
#include <lti/platform.h>
#include <lti/status.h>

#define LTI_CONTENT_ITEMS_MAX 200

struct lti_custom {
	const char *key, *value; /* value may be a $Variable of the platform */
};

struct lti_content_item { /* NULL and 0: not said */
	enum lti_content_type type;
	const char *url; /* becomes the target_link_uri; keep it on the tool's own host */
	const char *title, *text;
	const char *html; /* of LTI_CONTENT_HTML */
	const char *icon_url, *thumbnail_url;
	unsigned width, height; /* of an image, or of the iframe of a link */
	/*
	 * Comes back in launches. The only thing ILIAS keeps: put the activity's id here,
	 * in lower case, without "=" and ";". Moodle keeps lineitem_url, lineitems_url,
	 * scores_url and results_url for itself.
	 */
	const struct lti_custom *custom;
	size_t custom_count;
	const struct lti_line_item
		*line_item; /* of LTI_CONTENT_RESOURCE_LINK: is graded */
	const char *available_from, *available_until; /* RFC 3339 */
	const char *submission_from, *submission_until;
};

struct lti_deep_link_answer {
	const struct lti_content_item *items;
	size_t count; /* 0: cancelled, or nothing chosen */
	const char *message, *error; /* shown by the LMS; NULL: none */
	const char *log, *error_log; /* for its log */
};

/**
 * Sign the answer to @request, which must be a deep linking launch.
 * @out  compact JWS; free() it
 * Errors: LTI_ERR_CONTENT_ITEM (a type or number of items that the request does not
 * accept, a part that is missing or would be lost on this platform),
 * LTI_ERR_DEEP_LINKING, LTI_ERR_MEMORY, LTI_ERR_CRYPTO.
 */
LTI_NODISCARD enum lti_status lti_deep_link_sign(
	char **out, const struct lti_launch *request,
	const struct lti_registration *registration,
	const struct lti_deep_link_answer *answer, const struct lti_key *key,
	int64_t now_s, struct lti_error *why);

#endif
