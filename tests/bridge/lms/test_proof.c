/* Proof: a launch in a browser that keeps no cookie in frames. */
#include <check.h>
#include <string.h>

#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "lms/api.h"

static struct reply *launch(const struct kit_login *login, struct json_object *claims)
{
	return lms_launch(kit_call(HTTP_POST, kit_form(login->state, kit_sign(claims)),
				   login->cookie));
}

/* The secret and state of a login whose browser keeps no cookie, but storage. */
static void log_in_kept(struct kit_login *login, const char **secret)
{
	struct reply *reply = lms_login(
		kit_call(HTTP_GET,
			 "iss=https%3A%2F%2Flms.test&login_hint=u%207&client_id=client-1"
			 "&target_link_uri=https%3A%2F%2Fki.test%2Flti%2Flaunch"
			 "&lti_storage_target=frame_x",
			 NULL));
	const char *page = kit_body(reply), *at;
	const char *to;

	ck_assert_int_eq(reply_status(reply), 200);
	at = strstr(page, "data-secret=\"") + strlen("data-secret=\"");
	*secret = arena_strndup(kit_arena, at, strcspn(at, "\""));
	at = strstr(page, "href=\"https://lms.test/auth") + strlen("href=\"");
	to = arena_strndup(kit_arena, at, strcspn(at, "\""));
	login->state = kit_param(to, "amp;state");
	login->nonce = kit_param(to, "amp;nonce");
	login->cookie = NULL;
}

static struct reply *launch_with(const struct kit_login *login, const char *proof)
{
	const char *form = kit_form(login->state, kit_sign(kit_claims(login->nonce)));

	return lms_launch(kit_call(
		HTTP_POST, arena_printf(kit_arena, "%s&proof=%s", form, proof), NULL));
}

START_TEST(a_kept_secret_stands_in_for_the_cookie)
{
	struct kit_login login;
	const char *secret;
	struct reply *asked;

	log_in_kept(&login, &secret);
	asked = launch(&login, kit_claims(login.nonce));
	ck_assert_int_eq(reply_status(asked), 401);
	ck_assert_ptr_nonnull(strstr(kit_body(asked), "/lti/storage.js"));
	ck_assert_ptr_nonnull(strstr(kit_body(asked), "data-frame=\"frame_x\""));
	ck_assert_ptr_null(strstr(kit_body(asked), secret));
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM nonce"), 0);
	ck_assert_int_eq(reply_status(launch_with(&login, secret)), 303);
}
END_TEST

START_TEST(another_secret_does_not)
{
	struct kit_login login, other;
	const char *secret, *others;
	struct reply *reply;

	log_in_kept(&login, &secret);
	log_in_kept(&other, &others);
	reply = launch_with(&login, others);
	ck_assert_int_eq(reply_status(reply), 401);
	ck_assert_ptr_null(
		strstr(kit_body(reply), "/lti/storage.js")); /* not again and again */
	ck_assert_int_eq(reply_status(launch_with(&login, "")), 401);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 0);
}
END_TEST

START_TEST(a_window_of_its_own_is_offered_where_the_login_can_be_repeated)
{
	struct kit_login login = kit_log_in();
	const char *moodle =
		kit_add_platform("https://m.test", "m", "1", "moodle", PLATFORM_ACTIVE);
	struct kit_login other =
		kit_seal(moodle, "nonce-of-a-moodle", KIT_LAUNCH, "1", KIT_NOW);
	const char *page;

	login.cookie = other.cookie = NULL;
	page = kit_body(launch(&login, kit_claims(login.nonce)));
	ck_assert_ptr_nonnull(strstr(page, "target=\"_blank\""));
	ck_assert_ptr_nonnull(strstr(page, "/lti/login?iss=https%3A%2F%2Flms.test"));
	ck_assert_ptr_nonnull(strstr(page, "lti_message_hint=m"));
	ck_assert_ptr_null(strstr(page, "/lti/storage.js"));
	page = kit_body(launch(&other, kit_claims(other.nonce)));
	ck_assert_ptr_null(strstr(page, "target=\"_blank\""));
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("proof");
	TCase *tests = tcase_create("proof");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, kit_setup, kit_teardown);
	tcase_add_test(tests, a_kept_secret_stands_in_for_the_cookie);
	tcase_add_test(tests, another_secret_does_not);
	tcase_add_test(tests,
		       a_window_of_its_own_is_offered_where_the_login_can_be_repeated);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
