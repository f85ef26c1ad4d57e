/* Scores' API: a lecturer sees which grades did not reach the LMS, and sends them again. */
#include <check.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "course/session.h"
#include "lms/api.h"
#include "lms/grades.h"

static struct session lecturer;

/* The course and activity of a launch, with one grade of each kind. */
static enum db_status write_scores(struct db_conn *tx, void *arg)
{
	static const struct {
		const char *person, *status, *reason;
		int64_t next_s;
	} rows[] = {
		{"mia", "sent", "", 0},
		{"jonas", "refused", "newer-grade", 0},
		{"ada", "waiting", "lms-down", KIT_NOW + 60},
	};
	enum db_status status = DB_OK;

	(void)arg;
	for (size_t i = 0; status == DB_OK && i < ARRAY_LEN(rows); i++)
		status = db_exec(
			tx,
			"INSERT INTO score (line_item, person, activity_id, "
			"deployment_id, document, revision, at_ms, status, attempts, "
			"next_s, reason, created_s) SELECT 'https://lms.test/1', $1, "
			"a.id, c.deployment_id, '{}', 4, $2, $3, 3, $4, $5, $6 "
			"FROM activity a JOIN course c ON c.id = a.course_id",
			"tititi", rows[i].person, KIT_NOW * 1000, rows[i].status,
			rows[i].next_s, rows[i].reason, KIT_NOW);
	return status;
}

static const char *text_of(const char *sql)
{
	const char *text = NULL;

	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &text, sql, ""),
			 DB_OK);
	return text;
}

static void setup(void)
{
	struct kit_login login;

	kit_setup();
	login = kit_log_in();
	ck_assert_int_eq(reply_status(lms_launch(kit_call(
				 HTTP_POST,
				 kit_form(login.state, kit_sign(kit_claims(login.nonce))),
				 login.cookie))),
			 303);
	ck_assert_int_eq(db_write(fixture_db, write_scores, NULL), DB_OK);
	lecturer = (struct session){
		.tenant = kit_tenant,
		.person = "pseudonym",
		.rank = RANK_LECTURER,
		.course = text_of("SELECT id FROM course"),
	};
}

static struct call *call_for(const char *activity, const char *person)
{
	struct call *call = kit_call_at(KIT_NOW + 5, HTTP_POST, "", NULL);

	((struct request *)call->request)->params[0] = activity;
	((struct request *)call->request)->params[1] = person;
	call->session = &lecturer;
	return call;
}

static struct json_object *scores(void)
{
	struct reply *reply = lms_scores(call_for(NULL, NULL));
	const char *text = kit_body(reply);

	ck_assert_int_eq(reply_status(reply), 200);
	return json_parse(kit_arena, text, strlen(text));
}

static int retry(const char *activity, const char *person)
{
	return reply_status(lms_score_retry(call_for(activity, person)));
}

START_TEST(what_did_not_arrive_comes_first)
{
	struct json_object *answer = scores(), *list = json_array_of(answer, "scores");
	struct json_object *row = json_object_array_get_idx(list, 0);

	ck_assert_uint_eq(json_object_array_length(list), 3);
	ck_assert_int_eq(json_int(json_object_of(answer, "counts"), "refused", 0), 1);
	ck_assert_int_eq(json_int(json_object_of(answer, "counts"), "waiting", 0), 1);
	ck_assert_int_eq(json_int(json_object_of(answer, "counts"), "sent", 0), 1);
	ck_assert_str_eq(json_text(row, "person"), "jonas");
	ck_assert_str_eq(json_text(row, "status"), "refused");
	ck_assert_str_eq(json_text(row, "reason"), "newer-grade");
	ck_assert_int_eq(json_int(row, "attempts", 0), 3);
	ck_assert_ptr_null(json_text(row, "next_at"));
	ck_assert_str_eq(json_text(json_object_of(row, "activity"), "id"),
			 text_of("SELECT id FROM activity"));
	row = json_object_array_get_idx(list, 1);
	ck_assert_str_eq(json_text(row, "person"), "ada");
	ck_assert_ptr_nonnull(json_text(row, "next_at"));
	row = json_object_array_get_idx(list, 2);
	ck_assert_str_eq(json_text(row, "status"), "sent");
	ck_assert_ptr_null(json_text(row, "reason"));
}
END_TEST

START_TEST(a_refused_grade_is_sent_again_as_a_new_one)
{
	const char *activity = text_of("SELECT id FROM activity");

	ck_assert_int_eq(retry(activity, "jonas"), 204);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM score WHERE person = 'jonas' "
				   "AND status = 'waiting' AND next_s = 0 AND "
				   "attempts = 0 AND reason = '' AND revision = 5"),
			 1);
	ck_assert_int_eq(kit_count("SELECT at_ms FROM score WHERE person = 'jonas'"),
			 (KIT_NOW + 5) * 1000);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM score WHERE status = 'sent'"),
			 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM audit WHERE action = "
				   "'score.retried' AND object = 'person:jonas'"),
			 1);
}
END_TEST

START_TEST(other_courses_grades_are_not_there)
{
	const char *activity = text_of("SELECT id FROM activity");

	ck_assert_int_eq(retry("nothing", "jonas"), 404);
	ck_assert_int_eq(retry(activity, "nobody"), 404);
	lecturer.course = "another course";
	ck_assert_uint_eq(json_object_array_length(json_array_of(scores(), "scores")), 0);
	ck_assert_int_eq(retry(activity, "jonas"), 404);
	lecturer.course = NULL; /* an admin's session outside of courses */
	ck_assert_uint_eq(json_object_array_length(json_array_of(scores(), "scores")), 0);
	ck_assert_int_eq(retry(activity, "jonas"), 404);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM score WHERE status = 'refused'"),
			 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM audit"), 0);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("scores_api");
	TCase *tests = tcase_create("scores_api");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, kit_teardown);
	tcase_add_test(tests, what_did_not_arrive_comes_first);
	tcase_add_test(tests, a_refused_grade_is_sent_again_as_a_new_one);
	tcase_add_test(tests, other_courses_grades_are_not_there);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
