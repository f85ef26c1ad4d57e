/*
 * Grades url: "/scores" and "/results" belong to the path of a line item, before its
 * query: https://lms/item?type_id=3 has its scores at https://lms/item/scores?type_id=3.
 * [AGS §3.3.1, §3.4.1]
 */
#include <lti/grades.h>

#include <stdio.h>
#include <string.h>

#include "kit.h"
#include "url.h"

static enum lti_status with_suffix(char **out, const char *url, const char *suffix)
{
	AUTO_TEXT text = {0};
	struct lti_url parts;
	size_t len;

	*out = NULL;
	if (!lti_url_is_web(url) || !lti_url_split(&parts, url))
		return LTI_ERR_URL;
	len = (size_t)(parts.path - url) + parts.path_len;
	while (parts.path_len && url[len - 1] == '/') {
		parts.path_len--;
		len--;
	}
	lti_text_add_bytes(&text, url, len);
	lti_text_add(&text, suffix);
	if (parts.query) {
		lti_text_add(&text, "?");
		lti_text_add_bytes(&text, parts.query, parts.query_len);
	}
	return lti_url_take(out, &text);
}

enum lti_status lti_line_items_url(char **out, const char *container,
				   const struct lti_line_item_filter *filter)
{
	char limit[16];
	const struct lti_param params[] = {
		{"resource_link_id", filter->resource_link_id},
		{"resource_id", filter->resource_id},
		{"tag", filter->tag},
		{"limit", filter->limit ? limit : NULL},
	};

	snprintf(limit, sizeof(limit), "%u", filter->limit);
	return lti_url_add_all(out, container, params, ARRAY_LEN(params));
}

enum lti_status lti_scores_url(char **out, const char *line_item)
{
	return with_suffix(out, line_item, "/scores");
}

enum lti_status lti_results_url(char **out, const char *line_item, const char *user_id)
{
	const struct lti_param user = {"user_id", user_id};
	AUTO_CHARS results = NULL;
	enum lti_status status = with_suffix(&results, line_item, "/results");

	*out = NULL;
	return status == LTI_OK ? lti_url_add_all(out, results, &user, 1) : status;
}
