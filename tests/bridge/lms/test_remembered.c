/* Remembered: a platform that launched before is not read again, and yet what its status says holds at once. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "call/form.h"
#include "lms/api.h"
#include "lms/platform_cache.h"

#define OFF "is not switched on"
#define OFF_DE                                                                           \
	"ist nicht freigeschaltet" /* where the token was read: it speaks its language */
#define DL "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"

static const char *form_of_login(const struct kit_login *login)
{
	return kit_form(login->state, kit_sign(kit_claims(login->nonce)));
}

static struct reply *post(const struct kit_login *login, const char *form)
{
	return lms_launch(kit_call(HTTP_POST, form, login->cookie));
}

static enum db_status run(struct db_conn *tx, void *sql)
{
	return db_exec(tx, sql, "");
}

static void change(const char *sql)
{
	ck_assert_int_eq(db_write(fixture_db, run, (void *)sql), DB_OK);
}

static enum db_status write_status(struct db_conn *tx, void *status)
{
	return platform_set_status(tx, kit_platform, *(enum platform_status *)status);
}

static void set(enum platform_status status)
{
	ck_assert_int_eq(db_write(fixture_db, write_status, &status), DB_OK);
}

/* The first launch, after which the platform is remembered. */
static void launch_once(void)
{
	struct kit_login login = kit_log_in();

	ck_assert_int_eq(reply_status(post(&login, form_of_login(&login))), 303);
	ck_assert_ptr_nonnull(platform_cache_find(kit_parts.platforms, kit_platform));
}

static void forget(void)
{
	platform_cache_free(kit_parts.platforms);
	kit_parts.platforms = NULL;
}

static void assert_off(const struct reply *reply, const char *says)
{
	ck_assert_int_eq(reply_status(reply), 403);
	ck_assert_msg(strstr(kit_body(reply), says) != NULL, "%s", kit_body(reply));
	ck_assert_str_eq(reply_ancestors(reply), KIT_ISSUER);
}

START_TEST(a_platform_is_read_for_its_first_launch_only)
{
	struct kit_login two, three;

	launch_once();
	two = kit_log_in();
	three = kit_log_in();
	change("UPDATE platform SET client_id = 'another'"); /* nobody else's does that */
	ck_assert_int_eq(reply_status(post(&two, form_of_login(&two))), 303);
	forget(); /* without a memory, each launch reads */
	ck_assert_int_eq(reply_status(post(&three, form_of_login(&three))), 401);
}
END_TEST

START_TEST(without_a_memory_all_is_as_with_one)
{
	struct kit_login login = kit_log_in(), other = kit_log_in();
	int64_t rows;

	forget();
	ck_assert_int_eq(reply_status(post(&login, form_of_login(&login))), 303);
	set(PLATFORM_DISABLED);
	rows = kit_rows();
	assert_off(post(&other, form_of_login(&other)), OFF);
	assert_off(post(&login, form_of_login(&login)), OFF);
	ck_assert_int_eq(kit_rows(), rows);
}
END_TEST

START_TEST(switched_off_it_opens_nothing_until_it_is_on_again)
{
	struct kit_login login = kit_log_in();
	const char *form = form_of_login(&login);
	int64_t rows;

	launch_once();
	set(PLATFORM_DISABLED);
	rows = kit_rows();
	assert_off(post(&login, form), OFF_DE);
	ck_assert_int_eq(kit_rows(), rows);
	set(PLATFORM_PENDING);
	assert_off(post(&login, form), OFF_DE);
	ck_assert_int_eq(kit_rows(), rows);
	set(PLATFORM_ACTIVE);
	ck_assert_int_eq(reply_status(post(&login, form)), 303); /* its nonce is good */
}
END_TEST

START_TEST(switched_off_it_notes_no_new_deployment)
{
	const char *nonce = "nonce-of-a-new-deployment";
	struct kit_login login = kit_seal(kit_platform, nonce, KIT_LAUNCH, NULL, KIT_NOW);
	struct json_object *claims = kit_claims(nonce);
	const char *form;
	int64_t rows;

	launch_once();
	json_put_text(claims, CLAIM("deployment_id"), "new-one");
	form = kit_form(login.state, kit_sign(claims));
	set(PLATFORM_DISABLED);
	rows = kit_rows();
	assert_off(post(&login, form), OFF_DE);
	ck_assert_int_eq(kit_rows(), rows);
}
END_TEST

START_TEST(a_launch_that_comes_again_is_not_reopened)
{
	struct kit_login login = kit_log_in();
	const char *form = form_of_login(&login);
	const char *bare =
		arena_printf(kit_arena, "state=%s", url_encode(kit_arena, login.state));
	int64_t rows;

	ck_assert_int_eq(reply_status(post(&login, form)), 303);
	set(PLATFORM_DISABLED);
	rows = kit_rows();
	assert_off(post(&login, form), OFF_DE); /* its token is still good */
	assert_off(lms_launch(kit_call_at(KIT_NOW + 500, HTTP_POST, form, login.cookie)),
		   OFF); /* it is not any more */
	assert_off(post(&login, bare), OFF); /* there is none */
	ck_assert_int_eq(kit_rows(), rows);
	set(PLATFORM_ACTIVE);
	ck_assert_int_eq(reply_status(post(&login, bare)), 303);
}
END_TEST

START_TEST(other_refusals_do_not_speak_for_a_platform_that_is_off)
{
	struct kit_login login = kit_log_in();
	const char *state = url_encode(kit_arena, login.state);
	struct json_object *claims = kit_claims(login.nonce);
	const char *forms[3];
	struct reply *reply;

	json_put_text(claims, "sub", "");
	forms[0] = kit_form(login.state, kit_sign(claims));
	forms[1] = arena_printf(kit_arena, "state=%s&id_token=a.b.c", state);
	forms[2] = arena_printf(kit_arena, "state=%s&error=x&error_description=words",
				state);
	launch_once();
	set(PLATFORM_DISABLED);
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		reply = post(&login, forms[i]);
		assert_off(reply, OFF);
		ck_assert_ptr_null(strstr(kit_body(reply), "words"));
	}
	set(PLATFORM_ACTIVE);
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		ck_assert_int_eq(reply_status(post(&login, forms[i])), 401);
}
END_TEST

START_TEST(switched_off_it_adds_no_activity)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);
	const char *form;
	int64_t rows;

	kit_put(claims, CLAIM("resource_link"), NULL);
	json_put_text(claims, CLAIM("message_type"), "LtiDeepLinkingRequest");
	kit_put(claims, DL,
		"{\"deep_link_return_url\":\"https://lms.test/return\","
		"\"accept_types\":[\"ltiResourceLink\"],"
		"\"accept_presentation_document_targets\":[\"iframe\"]}");
	form = kit_form(login.state, kit_sign(claims));
	launch_once();
	set(PLATFORM_DISABLED);
	rows = kit_rows();
	assert_off(post(&login, form),
		   OFF_DE); /* and does not say: only a lecturer may */
	ck_assert_int_eq(kit_rows(), rows);
	set(PLATFORM_ACTIVE);
	ck_assert_ptr_null(strstr(kit_body(post(&login, form)), OFF_DE));
}
END_TEST

START_TEST(a_platform_added_later_is_found)
{
	struct kit_login login;
	struct json_object *claims;
	const char *id;

	launch_once();
	login = kit_seal("not-there-yet", "n", KIT_LAUNCH, NULL, KIT_NOW);
	ck_assert_int_eq(reply_status(post(&login, form_of_login(&login))), 403);
	id = kit_add_platform("https://later.test", "l1", "d9", "generic",
			      PLATFORM_ACTIVE);
	login = kit_seal(id, "nonce-of-the-later", KIT_LAUNCH, NULL, KIT_NOW);
	claims = kit_claims(login.nonce);
	json_put_text(claims, "iss", "https://later.test");
	json_put_text(claims, "aud", "l1");
	json_put_text(claims, CLAIM("deployment_id"), "d9");
	ck_assert_int_eq(
		reply_status(post(&login, kit_form(login.state, kit_sign(claims)))), 303);
	launch_once();
}
END_TEST

START_TEST(what_was_off_when_it_was_read_is_not_remembered)
{
	struct kit_login login = kit_log_in();
	const char *form = form_of_login(&login);

	set(PLATFORM_PENDING);
	assert_off(post(&login, form), OFF);
	ck_assert_ptr_null(platform_cache_find(kit_parts.platforms, kit_platform));
	ck_assert_int_eq(kit_jwks_fetches, 0);
	set(PLATFORM_ACTIVE);
	ck_assert_int_eq(reply_status(post(&login, form)), 303);
}
END_TEST

START_TEST(beyond_what_is_remembered_launches_are_read)
{
	struct kit_login login = kit_log_in(), other = kit_log_in();
	char id[32];

	for (int i = 0; i < PLATFORM_CACHE_MOST; i++) {
		snprintf(id, sizeof(id), "p%d", i);
		platform_cache_keep(kit_parts.platforms, &(struct platform){.id = id});
	}
	ck_assert_int_eq(reply_status(post(&login, form_of_login(&login))), 303);
	ck_assert_ptr_null(platform_cache_find(kit_parts.platforms, kit_platform));
	ck_assert_int_eq(reply_status(post(&other, form_of_login(&other))), 303);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("remembered");
	TCase *tests = tcase_create("remembered");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, kit_setup, kit_teardown);
	tcase_add_test(tests, a_platform_is_read_for_its_first_launch_only);
	tcase_add_test(tests, without_a_memory_all_is_as_with_one);
	tcase_add_test(tests, switched_off_it_opens_nothing_until_it_is_on_again);
	tcase_add_test(tests, switched_off_it_notes_no_new_deployment);
	tcase_add_test(tests, a_launch_that_comes_again_is_not_reopened);
	tcase_add_test(tests, other_refusals_do_not_speak_for_a_platform_that_is_off);
	tcase_add_test(tests, switched_off_it_adds_no_activity);
	tcase_add_test(tests, a_platform_added_later_is_found);
	tcase_add_test(tests, what_was_off_when_it_was_read_is_not_remembered);
	tcase_add_test(tests, beyond_what_is_remembered_launches_are_read);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
