/* Ledger: what is let through and how much of it. Windows are in test_ledger_windows.c. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/quota/world.h"

/* Shrinking. */

static const struct {
	const char *what;
	enum quota_metric metric;
	int64_t value, input, output;
	int64_t granted; /* -1: refused */
} shrinks[] = {
	{"all of it fits", METRIC_TOKENS, 2000, 1000, 1000, 1000},
	{"the prompt leaves less", METRIC_TOKENS, 2000, 1001, 1000, 999},
	{"just the floor is left", METRIC_TOKENS, 1256, 1000, 1000, 256},
	{"one less than the floor", METRIC_TOKENS, 1255, 1000, 1000, -1},
	{"asked for less than the floor", METRIC_TOKENS, 1100, 1000, 100, 100},
	{"less than the little asked for", METRIC_TOKENS, 1099, 1000, 100, -1},
	{"output has a limit of its own", METRIC_OUTPUT_TOKENS, 300, 5000, 1000, 300},
	{"and its floor", METRIC_OUTPUT_TOKENS, 255, 0, 1000, -1},
	{"input does not shrink", METRIC_INPUT_TOKENS, 999, 1000, 1000, -1},
	{"input fits", METRIC_INPUT_TOKENS, 1000, 1000, 1000, 1000},
	{"requests do not shrink", METRIC_REQUESTS, 1, 9999, 1000, 1000},
	{"no answer is asked for", METRIC_TOKENS, 1000, 1000, 0, 0},
	{"0 blocks", METRIC_TOKENS, 0, 0, 0, -1},
	{"0 blocks requests", METRIC_REQUESTS, 0, 1, 1, -1},
	{"0 blocks though no output is asked for", METRIC_OUTPUT_TOKENS, 0, 1, 0, -1},
	{"the largest number there is", METRIC_TOKENS, INT64_MAX, 1 << 20, 1000, 1000},
	{"a negative value blocks", METRIC_TOKENS, -5, 0, 0, -1},
	{"a mad need does not overflow", METRIC_TOKENS, 1000000, INT64_MAX, INT64_MAX,
	 -1},
};

START_TEST(output_shrinks_down_to_the_floor)
{
	struct admission_result result;

	world_limit(LEVEL_COURSE, SCOPE_USER, "", shrinks[_i].metric, WINDOW_DAY,
		    shrinks[_i].value);
	result = world_ask("r", shrinks[_i].input, shrinks[_i].output);
	if (shrinks[_i].granted < 0) {
		ck_assert_msg(result.admission == ADMISSION_REFUSED, "%s",
			      shrinks[_i].what);
		ck_assert_int_eq(world_rows("%", "%"), 0);
		return;
	}
	ck_assert_msg(result.admission == ADMISSION_GRANTED, "%s", shrinks[_i].what);
	ck_assert_msg(result.output_tokens == shrinks[_i].granted, "%s: %lld",
		      shrinks[_i].what, (long long)result.output_tokens);
	world_check();
}
END_TEST

START_TEST(without_limits_nothing_is_limited)
{
	for (int i = 0; i < 5; i++)
		ck_assert(world_granted((const char[2]){(char)('a' + i), '\0'}, 1 << 30,
					1 << 30));
	ck_assert_int_eq(world_rows("%", "reserve"), 5);
	world_check();
}
END_TEST

START_TEST(the_tightest_of_all_limits_decides)
{
	struct admission_result result;

	world_limit(LEVEL_TENANT, SCOPE_TENANT, "", METRIC_TOKENS, WINDOW_MONTH, 100000);
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_OUTPUT_TOKENS, WINDOW_WEEK,
		    700);
	world_limit(LEVEL_ACTIVITY, SCOPE_USER, "", METRIC_TOKENS, WINDOW_HOUR, 1500);
	result = world_ask("a", 1000, 1000);
	ck_assert_int_eq(result.output_tokens, 500);
	ck_assert(world_settle("a", 100, 100));
	result = world_ask("b", 100, 1000);
	ck_assert_int_eq(result.output_tokens, 600);
}
END_TEST

START_TEST(a_refusal_by_one_limit_moves_no_other)
{
	world_limit(LEVEL_TENANT, SCOPE_TENANT, "", METRIC_REQUESTS, WINDOW_DAY, 10);
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_REQUESTS, WINDOW_DAY, 10);
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 1);
	ck_assert(world_granted("a", 1, 1));
	for (int i = 0; i < 3; i++)
		ck_assert(!world_granted("b", 1, 1));
	ck_assert_int_eq(world_reserved(0), 1);
	ck_assert_int_eq(world_reserved(1), 1);
	world_check();
}
END_TEST

/* Waiting for the hour would not help as long as the day is used up. */
START_TEST(the_limit_that_refills_last_is_named)
{
	struct admission_result result;

	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_HOUR, 1);
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 1);
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_MINUTE, 1);
	ck_assert(world_granted("a", 1, 1));
	result = world_ask("b", 1, 1);
	ck_assert_int_eq(result.binding.limit.window, WINDOW_DAY);
	ck_assert_int_eq(result.binding.used, 0);
	ck_assert_int_eq(result.binding.reserved, 1);
	ck_assert_int_eq(result.binding.remaining, 0);
	world_limit(LEVEL_ACTIVITY, SCOPE_ACTIVITY, "", METRIC_TOKENS, WINDOW_MINUTE, 0);
	result = world_ask("b", 1, 1);
	ck_assert_int_eq(result.binding.limit.value,
			 0); /* no waiting helps against a block */
}
END_TEST

START_TEST(a_role_is_limited_by_its_own_use)
{
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "student", METRIC_REQUESTS, WINDOW_DAY,
		    1);
	world.subject.role = "lecturer";
	ck_assert(world_granted("a", 1, 1) && world_granted("b", 1, 1));
	world.subject.role = "student";
	ck_assert(world_granted("c", 1, 1));
	world.subject.person = "bob";
	ck_assert(!world_granted("d", 1, 1)); /* the role's, not the person's */
	world_check();
}
END_TEST

START_TEST(a_person_is_counted_within_the_level_that_set_the_limit)
{
	world_limit(LEVEL_ACTIVITY, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 1);
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 2);
	world_limit(LEVEL_TENANT, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 3);
	ck_assert(world_granted("a", 1, 1) && !world_granted("b", 1, 1));
	world.subject.activity = "feedback";
	ck_assert(world_granted("b", 1, 1) && !world_granted("c", 1, 1));
	world.subject.activity = "third";
	ck_assert_int_eq(world_ask("c", 1, 1).binding.limit.level, LEVEL_COURSE);
	world.subject.course = "geometry";
	ck_assert(world_granted("c", 1, 1));
	world.subject.course = "topology";
	ck_assert_int_eq(world_ask("d", 1, 1).binding.limit.level, LEVEL_TENANT);
	world.subject.tenant = "other";
	world.subject.activity = "fourth";
	ck_assert(world_granted("d", 1, 1));
	world_check();
}
END_TEST

START_TEST(the_same_request_is_admitted_once)
{
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 5);
	ck_assert_int_eq(world_ask("r", 100, 100).admission, ADMISSION_GRANTED);
	ck_assert_int_eq(world_ask("r", 100, 100).admission, ADMISSION_REPEATED);
	ck_assert(world_settle("r", 1, 1));
	ck_assert_int_eq(world_ask("r", 100, 100).admission, ADMISSION_REPEATED);
	ck_assert_int_eq(world_rows("r", "reserve"), 1);
	ck_assert_int_eq(world_used(0), 1);
	world_check();
}
END_TEST

static enum db_status settle_unknown(struct db_conn *tx, void *arg)
{
	struct quota_use use = {.reason = "done"};

	return ledger_settle(tx, "nobody asked", &use, world.now_s, arg);
}

START_TEST(what_was_never_reserved_cannot_end)
{
	bool ended = true;

	ck_assert_int_eq(db_write(fixture_db, settle_unknown, &ended), DB_ABSENT);
	ck_assert(!ended);
	ck_assert_int_eq(world_rows("%", "%"), 0);
}
END_TEST

START_TEST(nonsense_from_a_backend_is_not_believed)
{
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_TOKENS, WINDOW_DAY, 1000);
	ck_assert(world_granted("a", 100, 100));
	ck_assert(world_settle("a", -5000, -1)); /* no way to get tokens back */
	ck_assert_int_eq(world_used(0), 0);
	ck_assert(world_granted("b", 100, 100));
	ck_assert(world_settle("b", INT64_MAX, INT64_MAX));
	ck_assert_int_gt(world_used(0), 0);
	ck_assert_int_eq(world_standing(0).remaining, 0);
	world_check();
}
END_TEST

/* The sweeper and the check. */

START_TEST(the_sweeper_takes_many_at_a_time_and_goes_on)
{
	int64_t swept = 0, now = 0;

	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_TOKENS, WINDOW_DAY, INT64_MAX);
	for (int i = 0; i < LEDGER_SWEEP_MAX + 20; i++) {
		char request[16];

		snprintf(request, sizeof(request), "r%d", i);
		ck_assert(world_granted(request, 3, 5));
	}
	world.now_s += 3600;
	while ((now = world_sweep()) > 0)
		swept += now;
	ck_assert_int_eq(swept, LEDGER_SWEEP_MAX + 20);
	ck_assert_int_eq(world_used(0), swept * 3);
	ck_assert_int_eq(world_reserved(0), 0);
	world_check();
}
END_TEST

static enum db_status forget(struct db_conn *tx, void *forgotten)
{
	return ledger_forget(tx, world.now_s, forgotten);
}

START_TEST(counters_of_yesterday_are_forgotten_in_rounds)
{
	enum { PERSONS = 450 };
	int64_t rows, all = 0;
	int rounds = 0;

	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 9);
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_REQUESTS, WINDOW_MONTH, 9999);
	for (int i = 0; i < PERSONS; i++) {
		char person[16];

		snprintf(person, sizeof(person), "p%d", i);
		world.subject.person = person;
		ck_assert(world_granted(person, 3, 5));
		ck_assert(world_settle(person, 3, 5));
	}
	world.subject.person = "p0";
	world.now_s += 24 * 3600;
	do {
		ck_assert_int_eq(db_write(fixture_db, forget, &rows), DB_OK);
		all += rows;
		rounds++;
	} while (rows > 0);
	ck_assert_int_eq(all, PERSONS);
	ck_assert_int_gt(rounds, 3);
	ck_assert_int_eq(world_used(1), PERSONS); /* the month goes on */
	world_check();
}
END_TEST

static enum db_status spoil(struct db_conn *tx, void *arg)
{
	enum db_status status = db_exec(tx, "UPDATE counter SET used = used + 1", "");

	(void)arg;
	return status == DB_OK ? db_exec(tx, "DELETE FROM reservation", "") : status;
}

static void difference_count(void *owner, const char *counter, int64_t stored_used,
			     int64_t real_used, int64_t stored_reserved,
			     int64_t real_reserved)
{
	int *seen = owner;

	if (strcmp(counter, "reservation running") == 0) {
		ck_assert_int_eq(stored_reserved, 0);
		ck_assert_int_eq(real_reserved, 1);
	} else {
		ck_assert_ptr_nonnull(
			strstr(counter, "course algebra person ada pool main"));
		ck_assert_int_eq(stored_used, 101);
		ck_assert_int_eq(real_used, 100);
	}
	(*seen)++;
}

START_TEST(the_check_finds_what_is_wrong_and_names_it)
{
	int64_t differences = 0;
	int seen = 0;

	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_TOKENS, WINDOW_DAY, 1000);
	ck_assert(world_granted("a", 100, 100));
	ck_assert(world_settle("a", 60, 40));
	ck_assert(world_granted("running", 100, 100));
	world_check();
	ck_assert_int_eq(db_write(fixture_db, spoil, NULL), DB_OK);
	ck_assert_int_eq(ledger_check(db_reader(fixture_db), difference_count, &seen,
				      &differences),
			 DB_OK);
	ck_assert_int_eq(differences, 2);
	ck_assert_int_eq(seen, 2);
}
END_TEST

START_TEST(a_standing_as_the_pages_get_it)
{
	struct standing standing;
	struct json_object *json;

	world_limit(LEVEL_COURSE, SCOPE_USER, "student", METRIC_TOKENS, WINDOW_DAY, 1000);
	ck_assert(world_granted("a", 100, 100));
	ck_assert(world_settle("a", 60, 40));
	ck_assert(world_granted("b", 100, 100));
	standing = world_standing(0);
	json = standing_json(&standing);
	ck_assert_str_eq(
		json_write(json),
		"{\"level\":\"course\",\"scope\":\"user\",\"role\":\"student\","
		"\"metric\":\"tokens\",\"window\":\"day\",\"limit\":1000,\"used\":100,"
		"\"reserved\":200,\"remaining\":700,"
		"\"resets_at\":\"2026-11-18T23:00:00Z\"}");
	json_object_put(json);
}
END_TEST

START_TEST(names_are_read_as_they_are_written)
{
	enum quota_metric metric;
	enum quota_scope scope;

	for (int i = 0; i < METRIC_COUNT; i++) {
		ck_assert(metric_parse(&metric, metric_name((enum quota_metric)i)));
		ck_assert_int_eq(metric, i);
	}
	for (int i = 0; i < SCOPE_COUNT; i++) {
		ck_assert(scope_parse(&scope, scope_name((enum quota_scope)i)));
		ck_assert_int_eq(scope, i);
	}
	ck_assert(!metric_parse(&metric, "euros") && !metric_parse(&metric, NULL));
	ck_assert(!scope_parse(&scope, "faculty") && !scope_parse(&scope, ""));
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("ledger");
	TCase *tests = tcase_create("admission");

	tcase_add_checked_fixture(tests, world_setup, fixture_teardown);
	tcase_add_loop_test(tests, output_shrinks_down_to_the_floor, 0,
			    ARRAY_LEN(shrinks));
	tcase_add_test(tests, without_limits_nothing_is_limited);
	tcase_add_test(tests, the_tightest_of_all_limits_decides);
	tcase_add_test(tests, a_refusal_by_one_limit_moves_no_other);
	tcase_add_test(tests, the_limit_that_refills_last_is_named);
	tcase_add_test(tests, a_role_is_limited_by_its_own_use);
	tcase_add_test(tests, a_person_is_counted_within_the_level_that_set_the_limit);
	tcase_add_test(tests, the_same_request_is_admitted_once);
	tcase_add_test(tests, what_was_never_reserved_cannot_end);
	tcase_add_test(tests, nonsense_from_a_backend_is_not_believed);
	tcase_add_test(tests, the_sweeper_takes_many_at_a_time_and_goes_on);
	tcase_add_test(tests, counters_of_yesterday_are_forgotten_in_rounds);
	tcase_add_test(tests, the_check_finds_what_is_wrong_and_names_it);
	tcase_add_test(tests, a_standing_as_the_pages_get_it);
	tcase_add_test(tests, names_are_read_as_they_are_written);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
