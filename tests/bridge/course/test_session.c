/* Sessions: codes that work once, tokens that are kept as digests, ends. */
#include <string.h>

#include "base/json.h"
#include "bridge/course/seed.h"
#include "call/reply.h"
#include "course/api.h"

struct opening {
	struct session session;
	int64_t now_s;
	char code[SESSION_SECRET];
};

static enum db_status open_session(struct db_conn *tx, void *arg)
{
	struct opening *opening = arg;

	return session_open(tx, &opening->session, opening->now_s, opening->code);
}

static struct opening opened(void)
{
	struct opening opening = {seed_session(RANK_STUDENT), SEED_NOW, ""};

	seed_write(open_session, &opening);
	return opening;
}

struct trading {
	const char *code;
	int64_t now_s;
	char token[SESSION_SECRET];
};

static enum db_status trade_code(struct db_conn *tx, void *arg)
{
	struct trading *trading = arg;

	return session_trade(tx, trading->code, trading->now_s, trading->token);
}

START_TEST(a_code_becomes_a_token_once)
{
	struct opening opening = opened();
	struct trading trading = {opening.code, SEED_NOW + 59, ""};
	struct session *session;

	seed_write(trade_code, &trading);
	ck_assert_int_eq(session_find(&session, db_reader(fixture_db), seed_arena,
				      trading.token, SEED_NOW),
			 DB_OK);
	ck_assert_str_eq(session->id, "s1");
	ck_assert_str_eq(session->tenant, "uni");
	ck_assert_str_eq(session->platform, "p1");
	ck_assert_str_eq(session->deployment, "d1");
	ck_assert_str_eq(session->course, "c1");
	ck_assert_str_eq(session->activity, "a1");
	ck_assert_str_eq(session->person, "lea");
	ck_assert_int_eq(session->rank, RANK_STUDENT);
	ck_assert_str_eq(session->locale, "de");
	ck_assert_str_eq(session->message, "LtiResourceLinkRequest");
	ck_assert_str_eq(session->frame_origin, "https://p1");
	ck_assert_ptr_null(session->return_url);
	ck_assert_ptr_null(session->for_person);
	ck_assert_int_eq(session->expires_s, SEED_NOW + 3600);
	ck_assert_int_eq(db_write(fixture_db, trade_code, &trading), DB_ABSENT);
}
END_TEST

START_TEST(a_code_lasts_a_minute)
{
	struct opening opening = opened();
	struct trading trading = {opening.code, SEED_NOW + 60, ""};

	ck_assert_int_eq(db_write(fixture_db, trade_code, &trading), DB_ABSENT);
}
END_TEST

START_TEST(a_token_ends_with_the_session)
{
	struct opening opening = opened();
	struct trading trading = {opening.code, SEED_NOW, ""};
	struct session *session;

	seed_write(trade_code, &trading);
	ck_assert_int_eq(session_find(&session, db_reader(fixture_db), seed_arena,
				      trading.token, SEED_NOW + 3600),
			 DB_ABSENT);
	ck_assert_int_eq(session_by_id(&session, db_reader(fixture_db), seed_arena, "s1",
				       SEED_NOW + 3599),
			 DB_OK);
}
END_TEST

START_TEST(the_store_knows_neither_code_nor_token)
{
	struct opening opening = opened();
	struct trading trading = {opening.code, SEED_NOW, ""};
	struct session *session;
	const char *digest;

	ck_assert_int_eq(session_find(&session, db_reader(fixture_db), seed_arena,
				      opening.code, SEED_NOW),
			 DB_ABSENT);
	seed_write(trade_code, &trading);
	ck_assert_int_eq(db_get_text(db_reader(fixture_db), seed_arena, &digest,
				     "SELECT token_digest FROM session", ""),
			 DB_OK);
	ck_assert_str_ne(digest, trading.token);
	ck_assert_int_eq(session_find(&session, db_reader(fixture_db), seed_arena, digest,
				      SEED_NOW),
			 DB_ABSENT);
}
END_TEST

START_TEST(a_copy_is_deep)
{
	struct session from = seed_session(RANK_LECTURER), copy;
	char person[] = "lea";

	from.person = person;
	session_copy(&copy, &from, seed_arena);
	person[0] = 'x';
	ck_assert_str_eq(copy.person, "lea");
	ck_assert_ptr_null(copy.return_url);
}
END_TEST

START_TEST(the_page_trades_its_code)
{
	struct opening opening = opened();
	const char *body = arena_printf(seed_arena, "{\"code\":\"%s\"}", opening.code);
	struct reply *reply = seed_send(course_session_trade, NULL, NULL, body);

	ck_assert_int_eq(reply_status(reply), 201);
	ck_assert_ptr_nonnull(
		strstr(seed_text(reply), "\"expires_at\":\"2026-11-21T10:00:00Z\""));
	ck_assert_ptr_nonnull(strstr(seed_text(reply), "\"token\":\""));
	reply = seed_send(course_session_trade, NULL, NULL, body);
	ck_assert_int_eq(reply_status(reply), 410);
	ck_assert_ptr_nonnull(strstr(seed_text(reply), "/problems/code-spent"));
}
END_TEST

static const char *const no_codes[] = {"", "{}", "[]", "{\"code\":7}", "{\"code\":null}",
				       "{"};

START_TEST(what_holds_no_code_is_malformed)
{
	struct reply *reply = seed_send(course_session_trade, NULL, NULL, no_codes[_i]);

	ck_assert_int_eq(reply_status(reply), 400);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("session");
	TCase *tcase = tcase_create("session");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, seed_setup, seed_teardown);
	tcase_add_test(tcase, a_code_becomes_a_token_once);
	tcase_add_test(tcase, a_code_lasts_a_minute);
	tcase_add_test(tcase, a_token_ends_with_the_session);
	tcase_add_test(tcase, the_store_knows_neither_code_nor_token);
	tcase_add_test(tcase, a_copy_is_deep);
	tcase_add_test(tcase, the_page_trades_its_code);
	tcase_add_loop_test(tcase, what_holds_no_code_is_malformed, 0, 6);
	return fixture_run(suite, argc, argv);
}
