/* A launch that comes again: back to its session for its own browser, nothing for a stranger. And launches while the LMS is silent. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "course/session.h"
#include "lms/api.h"

static struct reply *launch(const struct kit_login *login, struct json_object *claims)
{
	return lms_launch(kit_call(HTTP_POST, kit_form(login->state, kit_sign(claims)),
				   login->cookie));
}

static enum db_status trade(struct db_conn *tx, void *arg)
{
	const char **code_and_token = arg;
	char token[SESSION_SECRET];
	enum db_status status = session_trade(tx, code_and_token[0], KIT_NOW + 1, token);

	code_and_token[1] = arena_strdup(kit_arena, token);
	return status;
}

/* The session that the page behind a reply gets; NULL if its code is worth nothing. */
static struct session *session_of(const struct reply *reply)
{
	const char *to = kit_header(reply, "Location");
	const char *code_and_token[2] = {to ? strchr(to, '#') + 1 : "", NULL};
	struct session *session;

	if (db_write(fixture_db, trade, code_and_token) != DB_OK ||
	    session_find(&session, db_reader(fixture_db), kit_arena, code_and_token[1],
			 KIT_NOW + 2) != DB_OK)
		return NULL;
	return session;
}

START_TEST(a_launch_that_comes_again_leads_back_to_its_session)
{
	struct kit_login login = kit_log_in();
	const char *form = kit_form(login.state, kit_sign(kit_claims(login.nonce)));
	struct reply *first = lms_launch(kit_call(HTTP_POST, form, login.cookie)), *again;
	struct session *one = session_of(first), *two;
	int64_t nonces = kit_count("SELECT COUNT(*) FROM nonce");

	/* Even when the token has long expired. */
	again = lms_launch(kit_call_at(KIT_NOW + 500, HTTP_POST, form, login.cookie));
	ck_assert_int_eq(reply_status(again), 303);
	ck_assert_str_ne(kit_header(first, "Location"), kit_header(again, "Location"));
	two = session_of(again);
	ck_assert_str_eq(one->person, two->person);
	ck_assert_str_eq(one->activity, two->activity);
	ck_assert_int_eq(one->rank, two->rank);
	ck_assert_int_eq(one->expires_s, two->expires_s);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM nonce"), nonces);
}
END_TEST

START_TEST(a_stranger_who_replays_a_launch_gets_nothing)
{
	struct kit_login login = kit_log_in();
	const char *form = kit_form(login.state, kit_sign(kit_claims(login.nonce)));
	int64_t before;

	ck_assert_int_eq(
		reply_status(lms_launch(kit_call(HTTP_POST, form, login.cookie))), 303);
	before = kit_rows();
	ck_assert_int_eq(reply_status(lms_launch(kit_call(HTTP_POST, form, NULL))), 401);
	ck_assert_int_eq(kit_rows(), before);
}
END_TEST

START_TEST(a_token_with_a_spent_nonce_does_not_open_with_another_state)
{
	struct kit_login one = kit_log_in(), two = kit_log_in();

	ck_assert_int_eq(reply_status(launch(&one, kit_claims(one.nonce))), 303);
	ck_assert_int_eq(reply_status(launch(&two, kit_claims(one.nonce))), 401);
}
END_TEST

static enum db_status end_sessions(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "DELETE FROM session", "");
}

START_TEST(a_launch_whose_session_is_over_begins_in_the_course_again)
{
	struct kit_login login = kit_log_in();
	const char *form = kit_form(login.state, kit_sign(kit_claims(login.nonce)));
	struct reply *reply;

	ck_assert_int_eq(
		reply_status(lms_launch(kit_call(HTTP_POST, form, login.cookie))), 303);
	ck_assert_int_eq(db_write(fixture_db, end_sessions, NULL), DB_OK);
	reply = lms_launch(kit_call(HTTP_POST, form, login.cookie));
	ck_assert_int_eq(reply_status(reply), 400);
	/* The token was verified once more: the page speaks its language. */
	ck_assert_ptr_nonnull(strstr(kit_body(reply), "wurde schon benutzt"));
}
END_TEST

/* A launch begun and finished at that time. */
static int launch_at(int64_t now_s)
{
	const char *nonce = arena_printf(kit_arena, "nonce-%lld", (long long)now_s);
	struct kit_login login =
		kit_seal(kit_platform, nonce, KIT_LAUNCH, KIT_DEPLOYMENT, now_s);
	struct json_object *claims = kit_claims(nonce);

	json_put_int(claims, "iat", now_s);
	json_put_int(claims, "exp", now_s + 60);
	return reply_status(lms_launch(
		kit_call_at(now_s, HTTP_POST, kit_form(login.state, kit_sign(claims)),
			    login.cookie)));
}

START_TEST(an_hour_without_the_lms_keys_is_not_noticed)
{
	int64_t now_s;

	ck_assert_int_eq(launch_at(KIT_NOW), 303);
	ck_assert_int_eq(kit_jwks_fetches, 1);
	kit_jwks = NULL;
	for (now_s = KIT_NOW + 60; now_s <= KIT_NOW + 2 * 3600; now_s += 300)
		ck_assert_msg(launch_at(now_s) == 303, "after %lld s",
			      (long long)(now_s - KIT_NOW));
	ck_assert_int_eq(kit_jwks_fetches,
			 2); /* one launch met the silence, none after it */
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("again");
	TCase *tests = tcase_create("again");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, kit_setup, kit_teardown);
	tcase_add_test(tests, an_hour_without_the_lms_keys_is_not_noticed);
	tcase_add_test(tests, a_launch_that_comes_again_leads_back_to_its_session);
	tcase_add_test(tests, a_stranger_who_replays_a_launch_gets_nothing);
	tcase_add_test(tests,
		       a_token_with_a_spent_nonce_does_not_open_with_another_state);
	tcase_add_test(tests, a_launch_whose_session_is_over_begins_in_the_course_again);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
