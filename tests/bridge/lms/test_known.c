/* Known: a later launch of the same link writes what it says differently, and nothing else. */
#include <check.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "lms/api.h"

#define NRPS "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
#define ROSTER(place)                                                                    \
	"{\"context_memberships_url\":\"https://lms.test/" place                         \
	"\",\"service_versions\":[\"2.0\"]}"

/* The launch of always the same link, but for one claim. @claim NULL: for none */
static void launch(const char *claim, const char *json)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);

	kit_put(claims, NRPS, ROSTER("roster"));
	if (claim)
		kit_put(claims, claim, json);
	ck_assert_int_eq(reply_status(lms_launch(kit_call(
				 HTTP_POST, kit_form(login.state, kit_sign(claims)),
				 login.cookie))),
			 303);
}

static enum db_status run(struct db_conn *tx, void *sql)
{
	return db_exec(tx, sql, "");
}

START_TEST(what_is_as_it_was_is_not_written_again)
{
	int64_t rows;

	launch(NULL, NULL);
	rows = kit_rows();
	launch(NULL, NULL);
	ck_assert_int_eq(kit_rows(), rows + 2); /* a nonce and a session */
	ck_assert_int_eq(kit_count("SELECT COUNT(DISTINCT activity_id) FROM session"), 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(DISTINCT course_id) FROM session"), 1);
}
END_TEST

/* clang-format off */
static const struct {
	const char *meanwhile; /* between the two launches; NULL: nothing happens */
	const char *claim, *json; /* what the second says differently; NULL: nothing */
	const char *count; /* of what there is one then */
} changes[] = {
	{ NULL, CLAIM("context"), "{\"id\":\"c-1\",\"title\":\"Graphs\",\"label\":\"ALG\"}",
	  "SELECT COUNT(*) FROM course WHERE title = 'Graphs' AND label = 'ALG'" },
	{ NULL, CLAIM("context"), "{\"id\":\"c-1\",\"title\":\"Algorithms\",\"label\":\"A2\"}",
	  "SELECT COUNT(*) FROM course WHERE title = 'Algorithms' AND label = 'A2'" },
	{ NULL, CLAIM("resource_link"), "{\"id\":\"rl-1\",\"title\":\"Coach\"}",
	  "SELECT COUNT(*) FROM activity a JOIN resource_link l ON l.activity_id = a.id"
	  " WHERE a.title = 'Coach' AND l.title = 'Coach'" },
	{ "UPDATE activity SET title = 'Coach'", NULL, NULL,
	  "SELECT COUNT(*) FROM activity WHERE title = 'Tutor'" },
	{ NULL, NRPS, ROSTER("people"),
	  "SELECT COUNT(*) FROM roster_place WHERE memberships_url = 'https://lms.test/people'" },
	{ "UPDATE roster_place SET seen_s = seen_s - 3601", NULL, NULL,
	  "SELECT COUNT(*) FROM roster_place WHERE seen_s = 1800000000" },
	{ NULL, CLAIM("context"), "{\"id\":\"c-2\",\"title\":\"Algorithms\",\"label\":\"ALG\"}",
	  "SELECT COUNT(*) FROM activity a JOIN course c ON c.id = a.course_id"
	  " WHERE c.context_id = 'c-2' AND a.copied_from IS NOT NULL" },
	{ "INSERT INTO activity SELECT 'other', course_id, kind, title, status, NULL, created_s"
	  " FROM activity", CLAIM("custom"), "{\"kibridge_activity\":\"other\"}",
	  "SELECT COUNT(*) FROM session WHERE activity_id = 'other'" },
	{ NULL, CLAIM("custom"), "{\"kibridge_activity\":\"not-ours\"}",
	  "SELECT COUNT(DISTINCT activity_id) FROM session" },
	{ "UPDATE activity SET kind = 'feedback'", NULL, NULL, "SELECT COUNT(*) FROM subject" },
};
/* clang-format on */

START_TEST(what_has_changed_is_written)
{
	launch(NULL, NULL);
	if (changes[_i].meanwhile)
		ck_assert_int_eq(db_write(fixture_db, run, (void *)changes[_i].meanwhile),
				 DB_OK);
	launch(changes[_i].claim, changes[_i].json);
	ck_assert_msg(kit_count(changes[_i].count) == 1, "not one: %s",
		      changes[_i].count);
}
END_TEST

START_TEST(a_deployment_that_was_switched_off_opens_nothing)
{
	struct kit_login login = kit_log_in();

	launch(NULL, NULL);
	ck_assert_int_eq(db_write(fixture_db, run,
				  (void *)"UPDATE deployment SET status = 'disabled'"),
			 DB_OK);
	ck_assert_int_eq(reply_status(lms_launch(kit_call(
				 HTTP_POST,
				 kit_form(login.state, kit_sign(kit_claims(login.nonce))),
				 login.cookie))),
			 403);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM session"), 1);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("known");
	TCase *tests = tcase_create("known");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, kit_setup, kit_teardown);
	tcase_add_test(tests, what_is_as_it_was_is_not_written_again);
	tcase_add_loop_test(tests, what_has_changed_is_written, 0, ARRAY_LEN(changes));
	tcase_add_test(tests, a_deployment_that_was_switched_off_opens_nothing);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
