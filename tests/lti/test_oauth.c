/* Oauth: signatures as another implementation makes them; the body's hash is its standard's example. */
#include <lti/oauth.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

#define HASH "oauth_body_hash=\"Lve95gjOVATpfV8EL5X4nxwjKHE%3D\""

/* clang-format off */
static const struct {
	const char *what, *url, *signature;
} signed_urls[] = {
	{ "a plain address", "https://lms.example/mod/lti/service.php",
	  "UKjEePwDJkVDDjfnnsGzRTzMz3o%3D" },
	{ "case, default port and parameters in any order",
	  "HTTPS://LMS.example:443/result.php?client_id=x&b=%C3%BC+1&a=&b=0&a1=2",
	  "5iTzi%2BEeXXqag5DHOBVk%2FL7SQJc%3D" },
	{ "a port of its own and no path", "http://lms.example:8080",
	  "dwW%2BiUJVF0HPE8Wgrj3QckOD4vQ%3D" },
};
/* clang-format on */

static const struct lti_oauth oauth = {"key 1", "s&cret=", "n-1", 1800000000};

START_TEST(a_signature_is_what_others_compute)
{
	char *header, *end;

	ck_assert_int_eq(lti_oauth_header(&header, signed_urls[_i].url, "Hello World!",
					  12, &oauth),
			 LTI_OK);
	end = strstr(header, "oauth_signature=\"");
	ck_assert_ptr_nonnull(end);
	ck_assert_msg(strncmp(end + strlen("oauth_signature=\""),
			      signed_urls[_i].signature,
			      strlen(signed_urls[_i].signature)) == 0,
		      "%s: %s", signed_urls[_i].what, header);
	ck_assert_int_eq(strncmp(header, "OAuth " HASH ",", strlen("OAuth " HASH ",")),
			 0);
	ck_assert_ptr_nonnull(strstr(header, "oauth_consumer_key=\"key%201\""));
	ck_assert_ptr_null(strstr(header, "cret"));
	free(header);
}
END_TEST

START_TEST(what_is_no_web_address_is_not_signed)
{
	static const char *const urls[] = {"", "lms.example", "ftp://lms.example/",
					   "https://a b/"};
	char *header;

	ck_assert_int_eq(lti_oauth_header(&header, urls[_i], "", 0, &oauth), LTI_ERR_URL);
	ck_assert_ptr_null(header);
}
END_TEST

/* An address with that many parameters. */
static const char *address_with(char url[1024], size_t count)
{
	static const char head[] = "https://lms.example/?a";
	size_t len = sizeof(head) - 1;

	memcpy(url, head, len);
	for (size_t i = 1; i < count; i++, len += 2)
		memcpy(url + len, "&a", 2);
	url[len] = '\0';
	return url;
}

START_TEST(more_parameters_than_anybody_needs_are_too_many)
{
	char url[1024], *header;

	ck_assert_int_eq(lti_oauth_header(&header, address_with(url, 50), "", 0, &oauth),
			 LTI_OK);
	free(header);
	ck_assert_int_eq(lti_oauth_header(&header, address_with(url, 51), "", 0, &oauth),
			 LTI_ERR_TOO_LONG);
	ck_assert_ptr_null(header);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("oauth");
	TCase *tests = tcase_create("oauth");

	tcase_add_loop_test(tests, a_signature_is_what_others_compute, 0, 3);
	tcase_add_loop_test(tests, what_is_no_web_address_is_not_signed, 0, 4);
	tcase_add_test(tests, more_parameters_than_anybody_needs_are_too_many);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
