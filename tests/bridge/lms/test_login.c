/* Login: what the browser is sent on with, and that an unauthenticated caller writes nothing. */
#include <check.h>
#include <string.h>

#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "lms/api.h"

#define ISS "iss=https%3A%2F%2Flms.test"
#define TARGET "&target_link_uri=https%3A%2F%2Fki.test%2Flti%2Flaunch"
#define TARGET_ESCAPED "&target_link_uri=https%%3A%%2F%%2Fki.test%%2Flti%%2Flaunch"
#define GOOD ISS "&login_hint=u7&client_id=client-1" TARGET

/* clang-format off */
static const struct {
	const char *name, *value;
} params[] = {
	{ "scope", "openid" },
	{ "response_type", "id_token" },
	{ "response_mode", "form_post" },
	{ "prompt", "none" },
	{ "client_id", "client-1" },
	{ "redirect_uri", "https://ki.test/lti/launch" },
	{ "login_hint", "u7 & more" },
	{ "lti_message_hint", "{\"cmid\":113,\"launchid\":\"x\"}" },
	{ "x", "1" }, /* what the authorization URL had already */
};
/* clang-format on */

START_TEST(the_browser_is_sent_on_with_all_that_the_platform_needs)
{
	const char *fields = ISS "&login_hint=u7%20%26%20more&client_id=client-1" TARGET
				 "&lti_message_hint=%7B%22cmid%22%3A113%2C%22launchid%22%"
				 "3A%22x%22%7D&canvas_region=x";
	struct reply *reply =
		lms_login(kit_call(_i ? HTTP_POST : HTTP_GET, fields, NULL));
	const char *to = kit_header(reply, "Location");

	ck_assert_int_eq(reply_status(reply), 302);
	ck_assert(text_starts_with(to, "https://lms.test/auth?x=1&"));
	for (size_t i = 0; i < ARRAY_LEN(params); i++)
		ck_assert_msg(text_equal(kit_param(to, params[i].name), params[i].value),
			      "%s", params[i].name);
	ck_assert_uint_ge(strlen(kit_param(to, "nonce")), 22);
	ck_assert_uint_ge(strlen(kit_param(to, "state")), 22);
	/* Moodle cleans what is not plain text. */
	ck_assert_uint_eq(strspn(kit_param(to, "state"),
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
				 "pqrstuvwxyz0123456789-_"),
			  strlen(kit_param(to, "state")));
	ck_assert_str_eq(kit_header(reply, "Cache-Control"), "no-store");
}
END_TEST

START_TEST(the_cookie_is_for_this_state_and_lives_in_frames)
{
	struct reply *one = lms_login(kit_call(HTTP_GET, GOOD, NULL));
	struct reply *two = lms_login(kit_call(HTTP_GET, GOOD, NULL));
	const char *cookie = kit_header(one, "Set-Cookie");

	ck_assert(text_starts_with(cookie, "__Host-kb_"));
	ck_assert_ptr_nonnull(strstr(cookie, "; Path=/; Secure; HttpOnly; SameSite=None; "
					     "Partitioned; Max-Age=600"));
	ck_assert_int_ne(strncmp(cookie, kit_header(two, "Set-Cookie"), 18), 0);
	ck_assert_ptr_null(strstr(kit_header(one, "Location"),
				  arena_strndup(kit_arena, strchr(cookie, '=') + 1, 43)));
}
END_TEST

START_TEST(a_login_writes_nothing)
{
	int64_t before = kit_rows();

	for (int i = 0; i < 5; i++)
		lms_login(kit_call(HTTP_POST, GOOD, NULL));
	ck_assert_int_eq(kit_rows(), before);
}
END_TEST

START_TEST(a_lone_registration_is_found_without_its_client_id)
{
	struct reply *reply =
		lms_login(kit_call(HTTP_GET, ISS "&login_hint=u7" TARGET, NULL));

	ck_assert_int_eq(reply_status(reply), 302);
	ck_assert_str_eq(kit_param(kit_header(reply, "Location"), "client_id"),
			 "client-1");
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *query;
	int status;
	const char *says;
} refused[] = {
	{ "nothing at all",       "", 400, "opens from a course" },
	{ "no issuer",            "login_hint=u7&client_id=client-1" TARGET, 400, "opens from a course" },
	{ "no hint",              ISS "&client_id=client-1" TARGET, 400, "opens from a course" },
	{ "no target",            ISS "&login_hint=u7&client_id=client-1", 400, "opens from a course" },
	{ "a broken escape",      ISS "%zz&login_hint=u7" TARGET, 400, "opens from a course" },
	{ "an unknown issuer",    "iss=https%3A%2F%2Fevil.test&login_hint=u7" TARGET, 403, "not registered here" },
	{ "an unknown client",    ISS "&login_hint=u7&client_id=other" TARGET, 403, "not registered here" },
	{ "one that is disabled", "iss=https%3A%2F%2Foff.test&login_hint=u7" TARGET, 403, "not switched on" },
	{ "one that is pending",  "iss=https%3A%2F%2Fnew.test&login_hint=u7" TARGET, 403, "not switched on" },
	{ "two registrations, and none named", "iss=https%3A%2F%2Ftwo.test&login_hint=u7" TARGET, 400, "left out who it is" },
};
/* clang-format on */

START_TEST(what_is_no_login_gets_a_page)
{
	struct reply *reply;
	int64_t before;

	kit_add_platform("https://off.test", "x", NULL, "generic", PLATFORM_DISABLED);
	kit_add_platform("https://new.test", "x", NULL, "generic", PLATFORM_PENDING);
	kit_add_platform("https://two.test", "x", NULL, "generic", PLATFORM_ACTIVE);
	kit_add_platform("https://two.test", "y", NULL, "generic", PLATFORM_ACTIVE);
	before = kit_rows();
	reply = lms_login(kit_call(HTTP_GET, refused[_i].query, NULL));
	ck_assert_msg(reply_status(reply) == refused[_i].status, "%s: %d",
		      refused[_i].what, reply_status(reply));
	ck_assert_msg(strstr(kit_body(reply), refused[_i].says) != NULL, "%s: %s",
		      refused[_i].what, kit_body(reply));
	ck_assert_ptr_null(kit_header(reply, "Location"));
	ck_assert_ptr_null(kit_header(reply, "Set-Cookie"));
	ck_assert_int_eq(kit_rows(), before);
}
END_TEST

START_TEST(a_page_helps_and_lives_under_any_policy)
{
	struct reply *reply = lms_login(kit_call(
		HTTP_GET, "iss=https%3A%2F%2Fx%22%3E%3Cscript%3E&login_hint=u" TARGET,
		NULL));
	const char *page = kit_body(reply);

	ck_assert_ptr_nonnull(strstr(page, "kit-correlation-id"));
	ck_assert_ptr_nonnull(
		strstr(page, "&lt;script&gt;")); /* what the LMS said, escaped */
	ck_assert_ptr_null(strstr(page, "<script"));
	ck_assert_ptr_null(strstr(page, "<style"));
	ck_assert_ptr_null(strstr(page, "style="));
	ck_assert_ptr_nonnull(strstr(page, "https://ki.test/lti/page.css"));
	ck_assert_ptr_null(strstr(page, "{{"));
}
END_TEST

START_TEST(a_page_speaks_the_browsers_language)
{
	struct call *call = kit_call(HTTP_GET, "", NULL);

	((struct request_header *)call->request->headers)[1].value =
		"fr, de-AT;q=0.8, en;q=0.5";
	ck_assert_ptr_nonnull(
		strstr(kit_body(lms_login(call)), "öffnet sich aus einem Kurs"));
}
END_TEST

/* --- where cookies are blocked ------------------------------------------------------------------ */

#define IPHONE                                                                           \
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "   \
	"(KHTML, like Gecko) "

/* clang-format off */
static const struct {
	const char *what, *agent, *profile, *more;
	bool page;
} browsers[] = {
	{ "nothing said",            NULL, "generic", "", false },
	{ "an LMS that keeps data",  NULL, "generic", "&lti_storage_target=_parent", true },
	{ "the same, but ILIAS",     NULL, "ilias",   "&lti_storage_target=_parent", false },
	{ "Safari 17",  IPHONE "Version/17.5 Mobile/15E148 Safari/604.1", "moodle", "", true },
	{ "Safari 17 in ILIAS", IPHONE "Version/17.5 Mobile/15E148 Safari/604.1", "ilias", "", false },
	{ "Safari 18.3", IPHONE "Version/18.3.1 Safari/605.1.15", "moodle", "", true },
	{ "Safari 18.4", IPHONE "Version/18.4 Safari/605.1.15", "moodle", "", false },
	{ "Safari 26",  IPHONE "Version/26.0 Safari/605.1.15", "moodle", "", false },
	{ "Chrome",  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36", "moodle", "", false },
	{ "an Android web view", "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Version/4.0 Chrome/120.0 Mobile Safari/537.36", "moodle", "", false },
	{ "Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "moodle", "", false },
	{ "a version like a novel", "x Version/99999999999999999999.9999999999999 Safari/1", "moodle", "", false },
};
/* clang-format on */

START_TEST(a_page_comes_in_between_only_where_it_helps)
{
	struct reply *reply;
	struct call *call;

	kit_add_platform("https://b.test", "b", NULL, browsers[_i].profile,
			 PLATFORM_ACTIVE);
	call = kit_call(
		HTTP_GET,
		arena_printf(kit_arena,
			     "iss=https%%3A%%2F%%2Fb.test&login_hint=u7" TARGET_ESCAPED
			     "%s",
			     browsers[_i].more),
		NULL);
	if (browsers[_i].agent)
		((struct request_header *)call->request->headers)[0] =
			(struct request_header){"user-agent", browsers[_i].agent};
	reply = lms_login(call);
	ck_assert_msg(reply_status(reply) == (browsers[_i].page ? 200 : 302), "%s: %d",
		      browsers[_i].what, reply_status(reply));
	ck_assert_ptr_nonnull(kit_header(reply, "Set-Cookie")); /* in any case */
	if (browsers[_i].page) {
		ck_assert_ptr_nonnull(
			strstr(kit_body(reply), "https://b.test/auth?x=1&amp;"));
		ck_assert_ptr_nonnull(
			strstr(kit_body(reply), "data-origin=\"https://b.test\""));
		ck_assert_ptr_nonnull(strstr(kit_body(reply), "/lti/storage.js"));
	}
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("login");
	TCase *tests = tcase_create("login");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, kit_setup, kit_teardown);
	tcase_add_loop_test(
		tests, the_browser_is_sent_on_with_all_that_the_platform_needs, 0, 2);
	tcase_add_test(tests, the_cookie_is_for_this_state_and_lives_in_frames);
	tcase_add_test(tests, a_login_writes_nothing);
	tcase_add_test(tests, a_lone_registration_is_found_without_its_client_id);
	tcase_add_loop_test(tests, what_is_no_login_gets_a_page, 0, ARRAY_LEN(refused));
	tcase_add_test(tests, a_page_helps_and_lives_under_any_policy);
	tcase_add_test(tests, a_page_speaks_the_browsers_language);
	tcase_add_loop_test(tests, a_page_comes_in_between_only_where_it_helps, 0,
			    ARRAY_LEN(browsers));
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
