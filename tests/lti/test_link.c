/*
 * Link headers and URLs: as the standard writes them, as Moodle does, and as nobody
 * should.
 */
#include <lti/grades.h>
#include <lti/link.h>
#include <lti/roster.h>
#include <stdio.h>
#include <string.h>

#include "run.h"
#include "vector.h"

#define A "https://lms.example/a?page=2"

static const struct {
	const char *what, *header, *rel, *wanted;
	enum lti_status status;
} headers[] = {
	{"none", NULL, "next", NULL, LTI_OK},
	{"an empty one", "", "next", NULL, LTI_OK},
	{"one link", "<" A ">; rel=\"next\"", "next", A, LTI_OK},
	{"no quotes", "<" A ">; rel=next", "next", A, LTI_OK},
	{"no blanks", "<" A ">;rel=\"next\"", "next", A, LTI_OK},
	{"many blanks", "  <" A ">  ;  rel  =  \"next\"  ", "next", A, LTI_OK},
	{"capitals", "<" A ">; REL=\"NEXT\"", "next", A, LTI_OK},
	{"other parameters", "<" A ">; title=\"a, <b>; rel=x\"; rel=\"next\"", "next", A,
	 LTI_OK},
	{"an escaped quote", "<" A ">; title=\"a\\\"b\"; rel=\"next\"", "next", A,
	 LTI_OK},
	{"a flag", "<" A ">; crossorigin; rel=\"next\"", "next", A, LTI_OK},
	{"several relations", "<" A ">; rel=\"last next\"", "next", A, LTI_OK},
	{"another relation", "<" A ">; rel=\"prev\"", "next", NULL, LTI_OK},
	{"a relation that begins so", "<" A ">; rel=\"nextpage\"", "next", NULL, LTI_OK},
	{"no relation", "<" A ">", "next", NULL, LTI_OK},
	{"two rels: the first counts", "<" A ">; rel=\"prev\"; rel=\"next\"", "next",
	 NULL, LTI_OK},
	{"the second of two", "<https://x/>; rel=\"first\", <" A ">; rel=\"next\"",
	 "next", A, LTI_OK},
	{"the first of two", "<" A ">; rel=\"next\", <https://x/>; rel=\"differences\"",
	 "next", A, LTI_OK},
	{"differences", "<https://x/>; rel=\"next\", <" A ">; rel=\"differences\"",
	 "differences", A, LTI_OK},
	{"a comma in the URL", "<https://x/a,b>; rel=\"next\"", "next", "https://x/a,b",
	 LTI_OK},
	{"typographic quotes", "<" A ">; rel=\xe2\x80\x9cnext\xe2\x80\x9d", "next", A,
	 LTI_OK},
	{"typographic quotes, no end", "<" A ">; rel=\xe2\x80\x9cnext", "next", A,
	 LTI_OK},
	{"escaped ampersands", "<https://x/a?b=1&amp;c=2&amp;d>; rel=\"next\"", "next",
	 "https://x/a?b=1&c=2&d", LTI_OK},
	{"a plain ampersand", "<https://x/a?b=1&c=2>; rel=next", "next",
	 "https://x/a?b=1&c=2", LTI_OK},
	{"an open bracket", "<" A, "next", NULL, LTI_OK},
	{"an open quote", "<" A ">; rel=\"next", "next", A, LTI_OK},
	{"garbage", ";;,,=<>=;", "next", NULL, LTI_OK},
	{"garbage before it", "=;,<" A ">; ==; rel=next", "next", A, LTI_OK},
	{"a relative URL", "</a?page=2>; rel=next", "next", NULL, LTI_ERR_URL},
	{"another scheme", "<file:///etc/passwd>; rel=next", "next", NULL, LTI_ERR_URL},
	{"a line break in the URL", "<https://x/\r\nHost: y>; rel=next", "next", NULL,
	 LTI_ERR_URL},
	{"an empty URL", "<>; rel=next", "next", NULL, LTI_ERR_URL},
};

START_TEST(link_headers_are_read)
{
	char *url;
	enum lti_status status = lti_link_find(&url, headers[_i].header, headers[_i].rel);

	ck_assert_msg(status == headers[_i].status, "%s: %s", headers[_i].what,
		      lti_status_name(status));
	if (headers[_i].wanted)
		ck_assert_msg(url && strcmp(url, headers[_i].wanted) == 0, "%s: %s",
			      headers[_i].what, url ? url : "nothing");
	else
		ck_assert_msg(!url, "%s: %s", headers[_i].what, url);
	free(url);
}
END_TEST

START_TEST(a_link_header_has_its_cap)
{
	char *header = malloc(LTI_LINK_MAX + 2), *url;

	memset(header, '<', LTI_LINK_MAX + 1);
	header[LTI_LINK_MAX + 1] = '\0';
	ck_assert_int_eq(lti_link_find(&url, header, "next"), LTI_ERR_TOO_LONG);
	header[LTI_LINK_MAX] = '\0';
	ck_assert_int_eq(lti_link_find(&url, header, "next"), LTI_OK);
	free(header);
}
END_TEST

#define SERVICE "https://lms.example/members?c=1"

static const struct {
	const char *what, *header;
	enum lti_status status;
	bool follows;
} pages[] = {
	{"the same origin", "<https://lms.example/members?p=2>; rel=next", LTI_OK, true},
	{"the same in capitals", "<HTTPS://LMS.example/members?p=2>; rel=next", LTI_OK,
	 true},
	{"the default port written out", "<https://lms.example:443/m>; rel=next", LTI_OK,
	 true},
	{"no next page", "<https://evil.example/>; rel=last", LTI_OK, false},
	{"another host", "<https://evil.example/members?p=2>; rel=next", LTI_ERR_ORIGIN,
	 false},
	{"a host below", "<https://x.lms.example/m>; rel=next", LTI_ERR_ORIGIN, false},
	{"a host that begins so", "<https://lms.example.evil.example/m>; rel=next",
	 LTI_ERR_ORIGIN, false},
	{"a user part", "<https://lms.example@evil.example/m>; rel=next", LTI_ERR_URL,
	 false},
	{"another port", "<https://lms.example:8443/m>; rel=next", LTI_ERR_ORIGIN, false},
	{"no encryption", "<http://lms.example/m>; rel=next", LTI_ERR_ORIGIN, false},
	{"the page itself", "<" SERVICE ">; rel=next", LTI_ERR_ORIGIN, false},
	{"an address inside", "<http://169.254.169.254/latest>; rel=next", LTI_ERR_ORIGIN,
	 false},
};

START_TEST(pages_are_followed_on_one_origin)
{
	char *url;
	enum lti_status status = lti_link_next(&url, pages[_i].header, SERVICE, SERVICE);

	ck_assert_msg(status == pages[_i].status, "%s: %s", pages[_i].what,
		      lti_status_name(status));
	ck_assert_msg(!!url == pages[_i].follows, "%s", pages[_i].what);
	free(url);
}
END_TEST

/*
 * Moodle's own headers, page by page: what the recorder asked next is what we would ask.
 */
static void follow(const char *path, size_t first, size_t count)
{
	struct json_object *file = vector_read(path);
	struct vector_answer answer, next;
	const char *service;
	char *url;
	size_t i;

	ck_assert(vector_answer(&answer, file, first));
	service = vector_text(answer.exchange, "request.url");
	for (i = first; i < first + count; i++) {
		ck_assert(vector_answer(&answer, file, i));
		ck_assert_int_eq(
			lti_link_next(&url, answer.link, service,
				      vector_text(answer.exchange, "request.url")),
			LTI_OK);
		if (i + 1 < first + count) {
			ck_assert(vector_answer(&next, file, i + 1));
			ck_assert_ptr_nonnull(url);
			ck_assert_str_eq(url, vector_text(next.exchange, "request.url"));
		} else {
			ck_assert_ptr_null(url);
		}
		free(url);
	}
	json_object_put(file);
}

START_TEST(moodles_pages_are_followed_to_the_end)
{
	follow("moodle-4.5/ags-lineitems-paging.json", 0, 2);
	follow("moodle-4.5/nrps-paging.json", 0, 3);
}
END_TEST

/* --- URLs --- */

static const struct {
	const char *url;
	bool web;
} urls[] = {
	{"https://a", true},
	{"http://127.0.0.1:8088/x?y#z", true},
	{"HTTPS://A.B/", true},
	{"https://[::1]:443/", true},
	{"https://a/\xc3\xbc", true},
	{"https:///x", false},
	{"https://", false},
	{"https:/a", false},
	{"//a", false},
	{"/a", false},
	{"a", false},
	{"", false},
	{"ftp://a", false},
	{"javascript://a/%0aalert(1)", false},
	{"data:text/html,x", false},
	{" https://a", false},
	{"https://a b", false},
	{"https://a\tb", false},
	{"https://a\\b", false},
	{"https://a\"b", false},
	{"https://a<b", false},
	{"https://u@a", false},
	{"https://u:p@a", false},
	{"https://a/u@b", true},
	{"https://:80/", false},
	{"https://a:/", false},
	{"https://a:x/", false},
	{"https://a:123456/", false},
	{"https://a:1:2/", false},
	{"https://a;script-src/", false},
	{"https://a,b/", false},
	{"https://a'b/", false},
	{"https://*.example/", false},
	{"https://a%41/", false},
	{"https://\xc3\xbc.example/", false},
	{"https://xn--tda.example/", true},
	{"https://a_b.example:8443", true},
	{"https://[::1/", false},
	{"https://[]/", false},
	{"https://[::1]x/", false},
	{"https://[::1", false},
	{"https://[fe80::1%25lo]/", false},
};

START_TEST(web_urls_are_told_from_others)
{
	ck_assert_msg(lti_url_is_web(urls[_i].url) == urls[_i].web, "%s", urls[_i].url);
}
END_TEST

START_TEST(a_url_has_2048_bytes_at_most)
{
	char url[2100] = "https://a/", *longer;

	memset(url + 10, 'x', 2038);
	ck_assert(lti_url_is_web(url));
	ck_assert_int_eq(lti_scores_url(&longer, url), LTI_ERR_TOO_LONG);
	ck_assert_int_eq(lti_url_add(&longer, url, "a", "b"), LTI_ERR_TOO_LONG);
	ck_assert_ptr_null(longer);
	url[2048] = 'x';
	ck_assert(!lti_url_is_web(url));
}
END_TEST

static const struct {
	const char *url, *origin;
} origins[] = {
	{"https://LMS.Example/a?b", "https://lms.example"},
	{"http://127.0.0.1:8088", "http://127.0.0.1:8088"},
	{"https://a:8443/#x", "https://a:8443"},
};

START_TEST(an_origin_is_fit_for_frame_ancestors)
{
	char *origin;

	ck_assert_int_eq(lti_url_origin(&origin, origins[_i].url), LTI_OK);
	ck_assert_str_eq(origin, origins[_i].origin);
	free(origin);
	ck_assert_int_eq(lti_url_origin(&origin, "https://a; script-src *"), LTI_ERR_URL);
	ck_assert_int_eq(lti_url_origin(&origin, "https://a;sandbox"), LTI_ERR_URL);
}
END_TEST

static const struct {
	const char *url, *wanted;
} additions[] = {
	{"https://a/r", "https://a/r?lti_msg=ein%20%C3%BC%26b"},
	{"https://a/r?x=1", "https://a/r?x=1&lti_msg=ein%20%C3%BC%26b"},
	{"https://a/r?", "https://a/r?lti_msg=ein%20%C3%BC%26b"},
	{"https://a/r#f", "https://a/r?lti_msg=ein%20%C3%BC%26b#f"},
	{"https://a/r?x#f?g", "https://a/r?x&lti_msg=ein%20%C3%BC%26b#f?g"},
	{"https://a", "https://a?lti_msg=ein%20%C3%BC%26b"},
};

START_TEST(a_parameter_joins_the_query)
{
	char *url;

	ck_assert_int_eq(
		lti_url_add(&url, additions[_i].url, "lti_msg", "ein \xc3\xbc&b"),
		LTI_OK);
	ck_assert_str_eq(url, additions[_i].wanted);
	free(url);
}
END_TEST

static const struct {
	const char *line_item, *scores;
} items[] = {
	{"https://h/a/lineitem", "https://h/a/lineitem/scores"},
	{"https://h/a/lineitem?type_id=3", "https://h/a/lineitem/scores?type_id=3"},
	{"https://h/a/lineitem/", "https://h/a/lineitem/scores"},
	{"https://h/a/lineitem//?x", "https://h/a/lineitem/scores?x"},
	{"https://h/a/lineitem?u=https://x/y",
	 "https://h/a/lineitem/scores?u=https://x/y"},
	{"https://h/a/lineitem#top", "https://h/a/lineitem/scores"},
	{"https://h/a/lineitem?a=1#top", "https://h/a/lineitem/scores?a=1"},
	{"https://h?a=1", "https://h/scores?a=1"},
	{"https://h", "https://h/scores"},
	{"https://h/-5/lineitem?", "https://h/-5/lineitem/scores?"},
};

START_TEST(scores_belong_to_the_path)
{
	char *url;

	ck_assert_int_eq(lti_scores_url(&url, items[_i].line_item), LTI_OK);
	ck_assert_str_eq(url, items[_i].scores);
	free(url);
}
END_TEST

START_TEST(services_are_asked_with_filters)
{
	struct lti_line_item_filter filter = {
		.resource_link_id = "a&b", .tag = "t", .limit = 5};
	struct lti_line_item_filter none = {0};
	struct lti_roster_filter members = {"http://purl.imsglobal.org/x#Learner", "7",
					    100};
	char *url;

	ck_assert_int_eq(lti_line_items_url(&url, "https://h/i?type_id=3", &filter),
			 LTI_OK);
	ck_assert_str_eq(url,
			 "https://h/i?type_id=3&resource_link_id=a%26b&tag=t&limit=5");
	free(url);
	ck_assert_int_eq(lti_line_items_url(&url, "https://h/i?type_id=3", &none),
			 LTI_OK);
	ck_assert_str_eq(url, "https://h/i?type_id=3");
	free(url);
	ck_assert_int_eq(lti_results_url(&url, "https://h/i?t=3", "u 1"), LTI_OK);
	ck_assert_str_eq(url, "https://h/i/results?t=3&user_id=u%201");
	free(url);
	ck_assert_int_eq(lti_roster_url(&url, "https://h/m", &members), LTI_OK);
	ck_assert_str_eq(url,
			 "https://h/m?role=http%3A%2F%2Fpurl.imsglobal.org%2Fx%23Learner"
			 "&rlid=7&limit=100");
	free(url);
	ck_assert_int_eq(lti_results_url(&url, "javascript:x", NULL), LTI_ERR_URL);
	ck_assert_int_eq(lti_line_items_url(&url, "h/i", &none), LTI_ERR_URL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("link");
	TCase *tcase = tcase_create("links and URLs");

	suite_add_tcase(suite, tcase);
	add_rows(tcase, link_headers_are_read, headers);
	tcase_add_test(tcase, a_link_header_has_its_cap);
	add_rows(tcase, pages_are_followed_on_one_origin, pages);
	tcase_add_test(tcase, moodles_pages_are_followed_to_the_end);
	add_rows(tcase, web_urls_are_told_from_others, urls);
	tcase_add_test(tcase, a_url_has_2048_bytes_at_most);
	add_rows(tcase, an_origin_is_fit_for_frame_ancestors, origins);
	add_rows(tcase, a_parameter_joins_the_query, additions);
	add_rows(tcase, scores_belong_to_the_path, items);
	tcase_add_test(tcase, services_are_asked_with_filters);
	return run_suite(suite);
}
