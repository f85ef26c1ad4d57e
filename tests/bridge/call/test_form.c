/* Form, cookies, URLs: what comes in from a browser as text. */
#include <string.h>

#include "base/text.h"
#include "call/form.h"
#include "check_main.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(1 << 20);
}

static void teardown(void)
{
	arena_free(arena);
}

/* clang-format off */
static const struct {
	const char *text, *name, *value;
} fields[] = {
	{ "a=1&b=2",           "b",   "2" },
	{ "a=1&a=2",           "a",   "1" },
	{ "a=",                "a",   "" },
	{ "a",                 "a",   "" },
	{ "&&a=1&",            "a",   "1" },
	{ "a=x+y%20z",         "a",   "x y z" },
	{ "a=%C3%A4%e2%82%ac", "a",   "ä€" },
	{ "a=b=c",             "a",   "b=c" },
	{ "%61=1",             "a",   "1" },
	{ "a=1",               "b",   NULL },
	{ "",                  "a",   NULL },
	{ "=1",                "",    "1" },
};

static const char *const malformed[] = {
	"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%C3=1", "a=1&b=%", "a=\xff", "a=%4&b=41",
};

static const struct {
	const char *url, *origin;
} origins[] = {
	{ "https://Moodle.Example/mod/lti", "https://moodle.example" },
	{ "HTTP://ilias.example:8080?x",    "http://ilias.example:8080" },
	{ "https://a.example:443/",         "https://a.example" },
	{ "http://a.example:80",            "http://a.example" },
	{ "http://a.example:443",           "http://a.example:443" },
	{ "https://[2001:DB8::1]:8443/x",   "https://[2001:db8::1]:8443" },
	{ "https://user@evil.example/",     NULL },
	{ "https://a.example;sandbox",      NULL },
	{ "https://a.example b.example",    NULL },
	{ "https://a.example\\@b.example",  NULL },
	{ "https://a.example:",             NULL },
	{ "https://a.example:123456",       NULL },
	{ "https:///path",                  NULL },
	{ "javascript:alert(1)",            NULL },
	{ "ftp://a.example",                NULL },
	{ "https:/a.example",               NULL },
	{ "https://*.example",              NULL },
	{ "",                               NULL },
	{ NULL,                             NULL },
};

static const struct {
	const char *url, *with;
} params[] = {
	{ "https://a/x",       "https://a/x?n%20m=%C3%A4%26" },
	{ "https://a/x?",      "https://a/x?n%20m=%C3%A4%26" },
	{ "https://a/x?b=1",   "https://a/x?b=1&n%20m=%C3%A4%26" },
	{ "https://a/x?b=1&",  "https://a/x?b=1&n%20m=%C3%A4%26" },
	{ "https://a/x?b#top", "https://a/x?b&n%20m=%C3%A4%26#top" },
};

static const struct {
	const char *line, *value;
} cookies[] = {
	{ "kb=1", "1" }, { "a=2; kb=1", "1" }, { "kbx=2;kb=1 ; c=3", "1" }, { "kb=", "" },
	{ "akb=1", NULL }, { "kb", NULL }, { "KB=1", NULL }, { "", NULL }, { ";;;", NULL },
};
/* clang-format on */

START_TEST(fields_are_decoded)
{
	struct form *form = form_parse(arena, fields[_i].text, strlen(fields[_i].text));

	ck_assert_ptr_nonnull(form);
	ck_assert_pstr_eq(form_get(form, fields[_i].name), fields[_i].value);
}
END_TEST

START_TEST(what_is_malformed_is_refused_whole)
{
	ck_assert_ptr_null(form_parse(arena, malformed[_i], strlen(malformed[_i])));
}
END_TEST

START_TEST(a_nul_byte_is_refused)
{
	ck_assert_ptr_null(form_parse(arena, "a=1\0b=2", 7));
}
END_TEST

START_TEST(an_escape_does_not_reach_past_the_end)
{
	ck_assert_ptr_null(form_parse(arena, "a=%41", 4));
}
END_TEST

START_TEST(the_number_of_fields_has_an_end)
{
	char text[3 * (FORM_FIELDS_MAX + 1) + 1] = "";

	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		memcpy(text + i * 3, "a=&", 3);
	ck_assert_ptr_nonnull(form_parse(arena, text, 3 * FORM_FIELDS_MAX - 1));
	ck_assert_ptr_null(form_parse(arena, text, 3 * FORM_FIELDS_MAX));
}
END_TEST

START_TEST(a_form_post_is_read_from_its_body_and_all_else_from_the_query)
{
	struct request_header type = {"content-type",
				      "application/x-www-form-urlencoded"};
	struct request request = {
		.method = HTTP_POST,
		.query = "from=query",
		.headers = &type,
		.header_count = 1,
		.body = "from=body",
		.body_len = 9,
	};

	ck_assert_str_eq(form_get(form_of(&request, arena), "from"), "body");
	type.value = "Application/X-WWW-Form-Urlencoded; charset=utf-8";
	ck_assert_str_eq(form_get(form_of(&request, arena), "from"), "body");
	type.value = "application/x-www-form-urlencoded-not";
	ck_assert_str_eq(form_get(form_of(&request, arena), "from"), "query");
	request.header_count = 0;
	ck_assert_str_eq(form_get(form_of(&request, arena), "from"), "query");
}
END_TEST

START_TEST(an_origin_is_scheme_host_and_port)
{
	ck_assert_pstr_eq(url_origin(arena, origins[_i].url), origins[_i].origin);
}
END_TEST

START_TEST(a_parameter_joins_whatever_query_there_is)
{
	ck_assert_str_eq(url_add_param(arena, params[_i].url, "n m", "ä&"),
			 params[_i].with);
}
END_TEST

START_TEST(html_has_no_way_out)
{
	ck_assert_str_eq(html_escape(arena, "<a href=\"x\" t='y'>&ä</a>"),
			 "&lt;a href=&quot;x&quot; t=&#39;y&#39;&gt;&amp;ä&lt;/a&gt;");
	ck_assert_str_eq(html_escape(arena, ""), "");
}
END_TEST

START_TEST(a_cookie_is_found_by_its_whole_name)
{
	struct request_header headers[] = {{"cookie", "x=0"},
					   {"cookie", cookies[_i].line}};
	struct request request = {.headers = headers, .header_count = 2};

	ck_assert_pstr_eq(request_cookie(&request, arena, "kb"), cookies[_i].value);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("form");
	TCase *tcase = tcase_create("form");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, fields_are_decoded, 0, ARRAY_LEN(fields));
	tcase_add_loop_test(tcase, what_is_malformed_is_refused_whole, 0,
			    ARRAY_LEN(malformed));
	tcase_add_test(tcase, a_nul_byte_is_refused);
	tcase_add_test(tcase, an_escape_does_not_reach_past_the_end);
	tcase_add_test(tcase, the_number_of_fields_has_an_end);
	tcase_add_test(tcase,
		       a_form_post_is_read_from_its_body_and_all_else_from_the_query);
	tcase_add_loop_test(tcase, an_origin_is_scheme_host_and_port, 0,
			    ARRAY_LEN(origins));
	tcase_add_loop_test(tcase, a_parameter_joins_whatever_query_there_is, 0,
			    ARRAY_LEN(params));
	tcase_add_test(tcase, html_has_no_way_out);
	tcase_add_loop_test(tcase, a_cookie_is_found_by_its_whole_name, 0,
			    ARRAY_LEN(cookies));
	return check_run(suite);
}
