/* What is not taken: rules, notice, due date, number of attempts; and tries, which are not kept. */
#include <check.h>
#include <string.h>

#include "base/text.h"
#include "bridge/feedback/desk.h"
#include "bridge/store/fixture.h"

static int64_t ledger(const char *kind)
{
	return house_number(&desk, arena_printf(desk.arena,
						"SELECT COUNT(*) FROM ledger "
						"WHERE kind = '%s'",
						kind));
}

/* --- refused ------------------------------------------------------------------------------ */

static void refused(const char *request, const char *problem)
{
	size_t from = anna.count;
	unsigned before = fake_relay_count;

	browser_say(&anna, "{\"type\":\"submit\",\"request\":\"%s\",\"text\":\"%s\"}",
		    request, WORK);
	ck_assert_str_eq(desk_problem(browser_wait(&anna, "failed", from)), problem);
	ck_assert_uint_eq(fake_relay_count, before);
}

START_TEST(one_at_a_time_and_no_more_than_the_assignment_allows)
{
	desk_assign("formative", NULL);
	desk_hello(&anna, "anna");
	desk_submit(&anna, "r1", WORK);
	refused("r2", "/problems/attempt-under-way");
	fake_delta(fake_relay_last(), ANSWER);
	fake_end(fake_relay_last(), RELAY_FINISHED, 100, 50);
	browser_wait(&anna, "judged", 0);
	desk_exec("UPDATE submission SET number = 1");
	desk_exec(
		"INSERT INTO submission SELECT 'x2', activity_id, person, 'x2', 2, "
		"status, "
		"visibility, assignment_version, language, body, words, files, criteria, "
		"summary, model_criteria, model_summary, 0, 0, 0, 0, 8, '[]', 0, 0, 0, "
		"0, 0, "
		"1, NULL, NULL, 0, 0, 0, 1, 1 FROM submission WHERE number = 1");
	desk_exec(
		"INSERT INTO submission SELECT 'x3', activity_id, person, 'x3', 3, "
		"status, "
		"visibility, assignment_version, language, body, words, files, criteria, "
		"summary, model_criteria, model_summary, 0, 0, 0, 0, 8, '[]', 0, 0, 0, "
		"0, 0, "
		"1, NULL, NULL, 0, 0, 0, 1, 1 FROM submission WHERE number = 1");
	refused("r3", "/problems/no-attempts-left");
	ck_assert_int_eq(ledger("reserve"), 1);
}
END_TEST

START_TEST(nothing_is_taken_after_the_due_date)
{
	desk_assign("formative", ",\"due\":\"2020-01-01T00:00:00Z\"");
	desk_hello(&anna, "anna");
	refused("r1", "/problems/past-due");
}
END_TEST

START_TEST(nothing_is_taken_before_there_is_an_assignment)
{
	desk_hello(&anna, "anna");
	refused("r1", "/problems/no-assignment");
}
END_TEST

START_TEST(nothing_is_taken_before_the_notice_was_read)
{
	desk_assign("formative", NULL);
	desk_exec("DELETE FROM consent");
	desk_hello(&anna, "anna");
	refused("r1", "/problems/notice-first");
}
END_TEST

START_TEST(limits_hold_as_for_questions)
{
	desk_assign("formative", NULL);
	house_policy(&desk, "course",
		     "{\"quotas\":[{\"scope\":\"user\",\"metric\":\"requests\","
		     "\"window\":\"day\",\"value\":0}]}");
	desk_hello(&anna, "anna");
	refused("r1", "/problems/quota-exceeded");
	ck_assert_int_eq(house_number(&desk, "SELECT COUNT(*) FROM submission"), 0);
}
END_TEST

START_TEST(an_exam_lock_refuses_new_ones_and_lets_those_finish_that_were_handed_in)
{
	desk_assign("formative", NULL);
	desk_hello(&anna, "anna");
	desk_submit(&anna, "r1", WORK);
	house_policy(&desk, "course", "{\"exam_lock\":true}");
	refused("r2", "/problems/exam-locked");
	fake_delta(fake_relay_last(), ANSWER);
	fake_end(fake_relay_last(), RELAY_FINISHED, 100, 50);
	ck_assert_str_eq(json_text(browser_wait(&anna, "judged", 0), "status"), "ready");
}
END_TEST

START_TEST(a_try_shows_everything_and_keeps_nothing)
{
	static struct browser lea;
	size_t from;

	desk_assign("draft", NULL);
	browser_open(&lea, &desk);
	desk_hello(&lea, "lea");
	from = lea.count;
	browser_say(&lea,
		    "{\"type\":\"submit\",\"request\":\"t\",\"text\":\"%s\","
		    "\"preview\":true}",
		    WORK);
	browser_wait(&lea, "queued", from);
	fake_delta(fake_relay_last(), ANSWER);
	fake_end(fake_relay_last(), RELAY_FINISHED, 100, 50);
	ck_assert_str_eq(json_text(browser_wait(&lea, "judged", from), "summary"),
			 "Not bad.");
	ck_assert_ptr_nonnull(browser_find(&lea, "criterion", from));
	ck_assert_int_eq(house_number(&desk, "SELECT COUNT(*) FROM submission"), 0);
	ck_assert_int_eq(house_number(&desk, "SELECT COUNT(*) FROM ledger WHERE "
					     "pool = 'preview' AND kind = 'settle'"),
			 1);
	browser_say(&lea,
		    "{\"type\":\"submit\",\"request\":\"u\",\"text\":\"%s\","
		    "\"preview\":true,\"draft\":{\"task\":7}}",
		    WORK);
	ck_assert_str_eq(desk_problem(browser_wait(&lea, "failed", from)),
			 "/problems/invalid-field");
	browser_close(&lea);
}
END_TEST

START_TEST(a_student_has_no_tries)
{
	desk_assign("formative", NULL);
	desk_hello(&anna, "anna");
	browser_say(&anna,
		    "{\"type\":\"submit\",\"request\":\"t\",\"text\":\"%s\","
		    "\"preview\":true}",
		    WORK);
	browser_wait(&anna, "queued", 0);
	ck_assert_int_eq(house_number(&desk, "SELECT COUNT(*) FROM submission"), 1);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("handing_in");
	TCase *tcase = tcase_create("handing_in");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, desk_open, desk_close);
	tcase_add_test(tcase, one_at_a_time_and_no_more_than_the_assignment_allows);
	tcase_add_test(tcase, nothing_is_taken_after_the_due_date);
	tcase_add_test(tcase, nothing_is_taken_before_there_is_an_assignment);
	tcase_add_test(tcase, nothing_is_taken_before_the_notice_was_read);
	tcase_add_test(tcase, limits_hold_as_for_questions);
	tcase_add_test(
		tcase,
		an_exam_lock_refuses_new_ones_and_lets_those_finish_that_were_handed_in);
	tcase_add_test(tcase, a_try_shows_everything_and_keeps_nothing);
	tcase_add_test(tcase, a_student_has_no_tries);
	return fixture_run(suite, argc, argv);
}
