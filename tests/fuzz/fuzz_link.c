/*
 * Fuzz: any text as a Link header and as a URL. What comes out is a web URL of one
 * origin.
 */
#include <lti/grades.h>
#include <lti/link.h>
#include <lti/roster.h>

#include "fuzz.h"

#define SERVICE "https://lms.example/members?c=1"

static void as_url(const char *text)
{
	struct lti_line_item_filter filter = {.tag = "t", .limit = 2};
	struct lti_roster_filter members = {.role = "r"};
	char *url;

	if (lti_scores_url(&url, text) == LTI_OK)
		MUST(lti_url_same_origin(url, text));
	free(url);
	if (lti_results_url(&url, text, "u") == LTI_OK && lti_url_is_web(url))
		MUST(lti_url_same_origin(url, text));
	free(url);
	MUST((lti_line_items_url(&url, text, &filter) == LTI_OK) == !!url);
	free(url);
	MUST((lti_roster_url(&url, text, &members) == LTI_OK) == !!url);
	free(url);
	MUST((lti_url_origin(&url, text) == LTI_OK) == !!url);
	free(url);
	(void)lti_url_same_host(text, SERVICE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_of(data, size), *url;

	if (lti_link_find(&url, text, "differences") == LTI_OK && url)
		MUST(lti_url_is_web(url));
	free(url);
	if (lti_link_next(&url, text, SERVICE, SERVICE) == LTI_OK && url)
		MUST(lti_url_same_origin(url, SERVICE) && strcmp(url, SERVICE) != 0);
	free(url);
	as_url(text);
	free(text);
	return 0;
}
