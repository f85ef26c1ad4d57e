/* Usage: what lecturers may know of their course, and what of it would point at somebody. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/course/seed.h"
#include "check_main.h"
#include "course/api.h"
#include "course/tally.h"
#include "course/usage.h"
#include "quota/ledger.h"

#define DAY_S INT64_C(86400)

static struct session lecturer;

static void setup(void)
{
	seed_setup();
	lecturer = seed_session(RANK_LECTURER);
}

/* ---- a past to look at ---- */

struct question {
	const char *activity, *person, *role;
	enum quota_pool pool;
	int64_t at_s;
	int number;
};

static enum db_status write_question(struct db_conn *tx, void *arg)
{
	const struct question *question = arg;
	const struct quota_subject subject = {.tenant = "uni",
					      .course = "c1",
					      .activity = question->activity,
					      .person = question->person,
					      .role = question->role,
					      .pool = question->pool};
	const struct quota_need need = {
		.request = arena_printf(seed_arena, "r%d", question->number),
		.input_tokens = 100,
		.output_tokens = 300,
		.output_floor = 1,
		.now_s = question->at_s,
		.expires_s = question->at_s + 60,
		.backend_model = "m",
	};
	const struct quota_use use = {.input_tokens = 100,
				      .output_tokens = 20,
				      .exact = true,
				      .reason = "done"};
	struct admission_result result;
	enum db_status status = ledger_reserve(tx, zone_find("Europe/Berlin"), &subject,
					       &need, NULL, 0, &result);
	bool ended;

	if (status != DB_OK)
		return status;
	return ledger_settle(tx, need.request, &use, question->at_s + 5, &ended);
}

static int asked_so_far;

static void ask_as(const char *activity, const char *person, const char *role,
		   enum quota_pool pool, int64_t at_s)
{
	seed_write(write_question, &(struct question){activity, person, role, pool, at_s,
						      ++asked_so_far});
}

/* That many students ask one question each. */
static void ask(const char *activity, int students, int64_t at_s)
{
	for (int i = 0; i < students; i++)
		ask_as(activity, arena_printf(seed_arena, "student%d", i), "student",
		       POOL_MAIN, at_s);
}

struct refusal {
	int students;
	enum tally_reason reason;
	int64_t at_s;
};

static enum db_status write_refusals(struct db_conn *tx, void *arg)
{
	const struct refusal *refusal = arg;
	enum db_status status = DB_OK;

	for (int i = 0; status == DB_OK && i < refusal->students; i++)
		status = tally_refused(tx, "a1", arena_printf(seed_arena, "student%d", i),
				       refusal->reason, refusal->at_s);
	return status;
}

static void refuse(int students, enum tally_reason reason, int64_t at_s)
{
	seed_write(write_refusals, &(struct refusal){students, reason, at_s});
}

static enum db_status write_waits(struct db_conn *tx, void *arg)
{
	enum db_status status = DB_OK;

	(void)arg;
	for (int i = 0; status == DB_OK && i < 20; i++)
		status = tally_waited(tx, "a1", i < 19 ? 1500 : 33000, SEED_NOW);
	return status;
}

/* ---- and the looking ---- */

static struct reply *get(const char *query)
{
	const struct request request = {.method = HTTP_GET, .query = query, .body = ""};

	return seed_call(course_usage, &lecturer, &request);
}

static struct json_object *usage(const char *query)
{
	const struct reply *reply = get(query);
	const char *text = seed_text(reply);
	struct json_object *tree = json_parse(seed_arena, text, strlen(text));

	ck_assert_msg(reply_status(reply) == 200 && tree, "%s", text);
	return tree;
}

static struct json_object *at(struct json_object *tree, const char *list, size_t index)
{
	return json_object_array_get_idx(json_array_of(tree, list), index);
}

static int64_t total(struct json_object *tree, const char *name)
{
	return json_int(json_object_of(tree, "total"), name, -1);
}

START_TEST(a_course_without_a_past_has_zeroes)
{
	struct json_object *tree = usage("");

	ck_assert_int_eq(total(tree, "questions"), 0);
	ck_assert_int_eq(json_object_array_length(json_array_of(tree, "days")), 14);
	ck_assert_int_eq(json_object_array_length(json_array_of(tree, "hours")), 24);
	ck_assert_int_eq(json_object_array_length(json_array_of(tree, "activities")), 2);
	ck_assert_ptr_null(json_member(json_object_of(tree, "total"), "wait_s"));
	ck_assert_str_eq(json_text(at(tree, "days", 13), "date"), "2026-11-21");
}
END_TEST

START_TEST(questions_tokens_and_students_are_counted_by_day)
{
	struct json_object *tree, *day;

	ask("a1", 6, SEED_NOW - DAY_S);
	ask("a1", 5, SEED_NOW);
	ask("a2", 7, SEED_NOW);
	tree = usage("span=7");
	day = at(tree, "days", 6);
	ck_assert_int_eq(json_int(day, "questions", -1), 12);
	ck_assert_int_eq(json_int(day, "students", -1), 7);
	ck_assert_int_eq(json_int(day, "input_tokens", -1), 1200);
	ck_assert_int_eq(json_int(day, "output_tokens", -1), 240);
	ck_assert_int_eq(total(tree, "questions"), 18);
	ck_assert_int_eq(total(tree, "students"), 7);
	ck_assert_int_eq(json_int(at(tree, "activities", 0), "questions", -1), 11);
	ck_assert_int_eq(json_int(at(tree, "activities", 1), "students", -1), 7);
}
END_TEST

START_TEST(a_day_of_few_students_is_withheld_and_in_no_sum)
{
	struct json_object *tree;

	ask("a1", 4, SEED_NOW - DAY_S);
	ask("a1", 9, SEED_NOW);
	ask("a2", 1, SEED_NOW);
	tree = usage("span=14");
	ck_assert_int_eq(json_int(at(tree, "days", 12), "questions", -1), 0);
	ck_assert_int_eq(json_int(at(tree, "days", 12), "students", -1), 0);
	ck_assert(json_flag(at(tree, "days", 12), "few", false));
	/* The one who used the second tutor shows in no difference either. */
	ck_assert_int_eq(json_int(at(tree, "days", 13), "questions", -1), 9);
	ck_assert(json_flag(at(tree, "days", 13), "few", false));
	ck_assert_int_eq(total(tree, "questions"), 9);
	ck_assert_int_eq(json_int(at(tree, "activities", 1), "questions", -1), 0);
	ck_assert_int_eq(json_int(at(tree, "activities", 1), "students", -1), 0);
	ck_assert(json_flag(at(tree, "activities", 1), "few", false));
}
END_TEST

START_TEST(many_questions_of_one_student_are_still_one_student)
{
	for (int i = 0; i < 30; i++)
		ask_as("a1", "mona", "student", POOL_MAIN, SEED_NOW);
	ck_assert_int_eq(total(usage(""), "questions"), 0);
}
END_TEST

START_TEST(lecturers_and_their_tests_are_not_counted)
{
	ask("a1", 5, SEED_NOW);
	ask_as("a1", "lea", "lecturer", POOL_MAIN, SEED_NOW);
	ask_as("a1", "student0", "student", POOL_PREVIEW, SEED_NOW);
	ck_assert_int_eq(total(usage(""), "questions"), 5);
}
END_TEST

START_TEST(refusals_are_counted_and_protected_alike)
{
	struct json_object *tree, *reasons;

	refuse(6, TALLY_LIMIT, SEED_NOW);
	refuse(6, TALLY_LIMIT, SEED_NOW + 60);
	refuse(2, TALLY_CLOSED, SEED_NOW);
	refuse(3, TALLY_LIMIT, SEED_NOW - DAY_S);
	tree = usage("");
	ck_assert_int_eq(json_int(at(tree, "days", 13), "refused", -1), 14);
	ck_assert_int_eq(json_int(at(tree, "days", 12), "refused", -1), 0);
	ck_assert(json_flag(at(tree, "days", 12), "few", false));
	reasons = json_object_of(json_object_of(tree, "total"), "refused_by");
	ck_assert_int_eq(json_int(reasons, "limit", -1), 15);
	ck_assert_int_eq(json_int(reasons, "closed", -1), 0);
}
END_TEST

START_TEST(waiting_times_are_told_as_shares)
{
	struct json_object *tree;

	ask("a1", 5, SEED_NOW);
	seed_write(write_waits, NULL);
	tree = usage("");
	ck_assert_int_eq(total(tree, "wait_half_s"), 2);
	ck_assert_int_eq(total(tree, "wait_s"), 2); /* 19 of 20 */
	ck_assert_int_eq(total(tree, "wait_longest_s"), 45);
}
END_TEST

START_TEST(hours_are_local_and_told_as_percent)
{
	struct json_object *tree;

	/* The clock went back on 25 October: 09:30 in Berlin was 07:30 before and 08:30 after. */
	ask("a1", 5, SEED_NOW - 40 * DAY_S - 5400);
	ask("a1", 5, SEED_NOW - DAY_S - 1800);
	ask("a1", 10, SEED_NOW - 3 * DAY_S + 3600);
	ask("a2", 1, SEED_NOW - 6 * 3600);
	tree = usage("span=term");
	ck_assert_int_eq(json_int(at(tree, "hours", 9), "questions_percent", -1), 50);
	ck_assert_int_eq(json_int(at(tree, "hours", 11), "questions_percent", -1), 50);
	ck_assert_int_eq(json_int(at(tree, "hours", 9), "students", -1), 5);
	ck_assert_int_eq(json_int(at(tree, "hours", 4), "questions_percent", -1), 0);
	ck_assert(json_flag(at(tree, "hours", 4), "few", false));
	ck_assert_ptr_null(json_member(tree, "before"));
}
END_TEST

START_TEST(the_days_before_are_there_to_compare)
{
	ask("a1", 8, SEED_NOW - 10 * DAY_S);
	ask("a1", 4, SEED_NOW - 9 * DAY_S); /* few */
	ck_assert_int_eq(
		json_int(json_object_of(usage("span=7"), "before"), "questions", -1), 8);
}
END_TEST

START_TEST(one_activity_can_be_looked_at)
{
	ask("a1", 5, SEED_NOW);
	ask("a2", 6, SEED_NOW);
	ck_assert_int_eq(total(usage("activity=a2"), "questions"), 6);
	ck_assert_int_eq(total(usage("activity=a2"), "students"), 6);
}
END_TEST

START_TEST(another_course_is_not_there)
{
	ck_assert_int_eq(reply_status(get("activity=b1")), 404);
	ck_assert_int_eq(reply_status(get("activity=e1")), 404);
	lecturer.course = NULL;
	ck_assert_int_eq(reply_status(get("")), 404);
}
END_TEST

START_TEST(a_query_that_means_nothing_is_refused)
{
	ck_assert_int_eq(reply_status(get("span=15")), 422);
	ck_assert_int_eq(reply_status(get("format=xml")), 422);
	ck_assert_int_eq(reply_status(get("span=%zz")), 400);
}
END_TEST

START_TEST(the_budget_that_ends_first_is_named)
{
	struct json_object *budget;

	seed_exec("INSERT INTO policy VALUES ('course', 'c1', 1, '{\"quotas\":["
		  "{\"scope\":\"course\",\"metric\":\"requests\",\"window\":\"week\","
		  "\"value\":10},"
		  "{\"scope\":\"activity\",\"metric\":\"tokens\",\"window\":\"day\","
		  "\"value\":100000}"
		  "]}', 'lea', 1)");
	ask("a1", 6, SEED_NOW);
	budget = json_object_of(at(usage(""), "activities", 0), "budget");
	ck_assert_str_eq(json_text(budget, "metric"), "requests");
	ck_assert_int_eq(json_int(budget, "remaining", -1), 4);
}
END_TEST

START_TEST(a_table_for_spreadsheets)
{
	const char *text;

	seed_exec("UPDATE activity SET title = '=1+\"2\"' WHERE id = 'a1'");
	ask("a1", 5, SEED_NOW);
	ask("a2", 2, SEED_NOW);
	lecturer.locale = "en";
	text = seed_text(get("span=7&format=csv"));
	ck_assert_ptr_nonnull(strstr(
		text, "\xEF\xBB\xBF"
		      "date,activity,questions,input_tokens,output_tokens,students,"
		      "refused,wait_s,withheld\r\n2026-11-15,"));
	/* No formula, and its quotes are doubled. */
	ck_assert_ptr_nonnull(
		strstr(text, "2026-11-21,\"'=1+\"\"2\"\"\",5,500,100,5,0,,\r\n"));
	ck_assert_ptr_nonnull(strstr(text, "2026-11-21,\"Tutor a2\",0,0,0,0,0,,yes\r\n"));
	lecturer.locale = "de-AT";
	ck_assert_ptr_nonnull(
		strstr(seed_text(get("format=csv")), "2026-11-21;\"Tutor a2\";0;"));
}
END_TEST

START_TEST(waits_fall_into_buckets)
{
	ck_assert_int_eq(tally_wait_up_to_s(tally_wait_bucket(0)), 1);
	ck_assert_int_eq(tally_wait_up_to_s(tally_wait_bucket(1000)), 1);
	ck_assert_int_eq(tally_wait_up_to_s(tally_wait_bucket(1001)), 2);
	ck_assert_int_eq(tally_wait_up_to_s(tally_wait_bucket(INT64_C(86400000))), 600);
	ck_assert_uint_eq(tally_wait_index(7), TALLY_WAITS);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("usage");
	TCase *tests = tcase_create("usage");

	tcase_add_checked_fixture(tests, setup, seed_teardown);
	tcase_add_test(tests, a_course_without_a_past_has_zeroes);
	tcase_add_test(tests, questions_tokens_and_students_are_counted_by_day);
	tcase_add_test(tests, a_day_of_few_students_is_withheld_and_in_no_sum);
	tcase_add_test(tests, many_questions_of_one_student_are_still_one_student);
	tcase_add_test(tests, lecturers_and_their_tests_are_not_counted);
	tcase_add_test(tests, refusals_are_counted_and_protected_alike);
	tcase_add_test(tests, waiting_times_are_told_as_shares);
	tcase_add_test(tests, hours_are_local_and_told_as_percent);
	tcase_add_test(tests, the_days_before_are_there_to_compare);
	tcase_add_test(tests, one_activity_can_be_looked_at);
	tcase_add_test(tests, another_course_is_not_there);
	tcase_add_test(tests, a_query_that_means_nothing_is_refused);
	tcase_add_test(tests, the_budget_that_ends_first_is_named);
	tcase_add_test(tests, a_table_for_spreadsheets);
	tcase_add_test(tests, waits_fall_into_buckets);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
