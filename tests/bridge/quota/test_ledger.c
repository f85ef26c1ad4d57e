/* Ledger: what is let through, how much of it, and in which window it counts. */
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

/* Windows. */

START_TEST(a_limit_set_at_noon_knows_the_morning)
{
	world.now_s = world_time(2026, 11, 18, 9, 0);
	ck_assert(world_granted("a", 100, 100));
	ck_assert(world_settle("a", 70, 30));
	ck_assert(world_granted("running", 40, 60));
	world.now_s = world_time(2026, 11, 18, 12, 0);
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_TOKENS, WINDOW_DAY, 500);
	ck_assert_int_eq(world_used(0), 100); /* on a page, before any request */
	ck_assert_int_eq(world_reserved(0), 100);
	ck_assert_int_eq(world_ask("b", 10, 5000).output_tokens, 290);
	ck_assert(world_settle("running", 40, 10));
	ck_assert_int_eq(world_used(0), 150);
	world_check();
}
END_TEST

struct moment {
	int year, month, day, hour, minute;
};

static int64_t at(const struct moment *moment)
{
	return world_time(moment->year, moment->month, moment->day, moment->hour,
			  moment->minute);
}

static const struct {
	const char *what;
	enum window window;
	struct moment first, last, next;
	int64_t length_s;
} windows[] = {
	{"a day",
	 WINDOW_DAY,
	 {2026, 11, 18, 0, 0},
	 {2026, 11, 18, 23, 59},
	 {2026, 11, 19, 0, 0},
	 24 * 3600},
	{"the day with 25 hours",
	 WINDOW_DAY,
	 {2026, 10, 25, 0, 0},
	 {2026, 10, 25, 23, 59},
	 {2026, 10, 26, 0, 0},
	 25 * 3600},
	{"the day with 23 hours",
	 WINDOW_DAY,
	 {2026, 3, 29, 0, 0},
	 {2026, 3, 29, 23, 59},
	 {2026, 3, 30, 0, 0},
	 23 * 3600},
	{"a leap day",
	 WINDOW_DAY,
	 {2028, 2, 29, 0, 0},
	 {2028, 2, 29, 23, 59},
	 {2028, 3, 1, 0, 0},
	 24 * 3600},
	{"the turn of the year",
	 WINDOW_DAY,
	 {2026, 12, 31, 0, 0},
	 {2026, 12, 31, 23, 59},
	 {2027, 1, 1, 0, 0},
	 24 * 3600},
	{"the week of the clock change",
	 WINDOW_WEEK,
	 {2026, 10, 19, 0, 0},
	 {2026, 10, 25, 23, 59},
	 {2026, 10, 26, 0, 0},
	 7 * 24 * 3600 + 3600},
	{"a week over the new year",
	 WINDOW_WEEK,
	 {2026, 12, 28, 0, 0},
	 {2027, 1, 3, 23, 59},
	 {2027, 1, 4, 0, 0},
	 7 * 24 * 3600},
	{"a month of 31 days",
	 WINDOW_MONTH,
	 {2026, 1, 1, 0, 0},
	 {2026, 1, 31, 23, 59},
	 {2026, 2, 1, 0, 0},
	 31 * 24 * 3600},
	{"February",
	 WINDOW_MONTH,
	 {2027, 2, 1, 0, 0},
	 {2027, 2, 28, 23, 59},
	 {2027, 3, 1, 0, 0},
	 28 * 24 * 3600},
	{"the winter term",
	 WINDOW_TERM,
	 {2026, 10, 1, 0, 0},
	 {2027, 3, 31, 23, 59},
	 {2027, 4, 1, 0, 0},
	 182 * 24 * 3600},
	{"an hour",
	 WINDOW_HOUR,
	 {2026, 11, 18, 12, 0},
	 {2026, 11, 18, 12, 59},
	 {2026, 11, 18, 13, 0},
	 3600},
	{"a minute",
	 WINDOW_MINUTE,
	 {2026, 11, 18, 12, 7},
	 {2026, 11, 18, 12, 7},
	 {2026, 11, 18, 12, 8},
	 60},
};

START_TEST(a_window_refills_when_the_calendar_says_so)
{
	const char *what = windows[_i].what;

	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, windows[_i].window, 1);
	world.now_s = at(&windows[_i].first);
	ck_assert_msg(world_granted("first", 1, 1), "%s", what);
	ck_assert_msg(world_standing(0).resets_at_s == world.now_s + windows[_i].length_s,
		      "%s: %lld s", what,
		      (long long)(world_standing(0).resets_at_s - world.now_s));
	world.now_s = at(&windows[_i].last);
	ck_assert_msg(!world_granted("second", 1, 1), "%s", what);
	world.now_s = at(&windows[_i].next) - 1;
	ck_assert_msg(!world_granted("second", 1, 1), "%s", what);
	world.now_s = at(&windows[_i].next);
	ck_assert_msg(world_granted("second", 1, 1), "%s", what);
	world_check();
}
END_TEST

START_TEST(work_that_spans_midnight_counts_where_it_was_admitted)
{
	int64_t before = world_time(2026, 11, 18, 23, 59);

	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_TOKENS, WINDOW_DAY, 1000);
	world.now_s = before;
	ck_assert(world_granted("late", 500, 500));
	world.now_s += 120;
	ck_assert_int_eq(world_standing(0).remaining, 1000);
	ck_assert(world_granted("early", 100, 256));
	ck_assert(world_settle("late", 500, 400));
	ck_assert_int_eq(world_used(0), 0);
	ck_assert_int_eq(world_reserved(0), 356);
	world.now_s = before;
	ck_assert_int_eq(world_used(0), 900);
	ck_assert_int_eq(world_reserved(0), 0);
	world_check();
}
END_TEST

START_TEST(each_tenant_has_its_own_midnight)
{
	world_limit(LEVEL_TENANT, SCOPE_TENANT, "", METRIC_REQUESTS, WINDOW_DAY, 1);
	world.now_s = world_time(2026, 11, 18, 23, 30);
	ck_assert(world_granted("berlin", 1, 1));
	world.now_s += 3600; /* 00:30 in Berlin, 18:30 in New York */
	ck_assert(world_granted("berlin 2", 1, 1));
	world.subject.tenant = "nyu";
	world.zone = zone_find("America/New_York");
	ck_assert_ptr_nonnull(world.zone);
	ck_assert(world_granted("new york", 1, 1));
	ck_assert(!world_granted("new york 2", 1, 1));
	world.now_s += 6 * 3600;
	ck_assert(world_granted("new york 2", 1, 1));
	world_check();
}
END_TEST

/* Two zones may share a window's beginning but not its end. */
START_TEST(a_tenant_may_move_to_another_zone)
{
	world_limit(LEVEL_TENANT, SCOPE_TENANT, "", METRIC_REQUESTS, WINDOW_DAY, 2);
	world.now_s =
		world_time(2026, 10, 25, 1, 0); /* 25 hours in Berlin, 24 in Tunis */
	ck_assert(world_granted("a", 1, 1));
	world.zone = zone_find("Etc/GMT-2");
	ck_assert_ptr_nonnull(world.zone);
	ck_assert_int_eq(world_reserved(0), 1);
	ck_assert(world_granted("b", 1, 1));
	ck_assert(!world_granted("c", 1, 1));
	world_check();
}
END_TEST

START_TEST(counters_of_windows_that_are_over_are_forgotten_and_can_be_made_again)
{
	int64_t counters = -1, noon = world.now_s;

	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_TOKENS, WINDOW_MINUTE, 1000);
	ck_assert(world_granted("a", 100, 100));
	ck_assert(world_settle("a", 60, 40));
	world.now_s += 2 * 3600;
	ck_assert_int_eq(world_sweep(), 0);
	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &counters,
				    "SELECT COUNT(*) FROM counter", ""),
			 DB_OK);
	ck_assert_int_eq(counters, 0);
	world.now_s = noon;
	ck_assert_int_eq(world_used(0), 100);
	ck_assert_int_eq(world_ask("b", 100, 2000).output_tokens, 800);
	world_check();
}
END_TEST

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

/* The check itself. */

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
	tcase_add_test(tests, a_limit_set_at_noon_knows_the_morning);
	tcase_add_loop_test(tests, a_window_refills_when_the_calendar_says_so, 0,
			    ARRAY_LEN(windows));
	tcase_add_test(tests, work_that_spans_midnight_counts_where_it_was_admitted);
	tcase_add_test(tests, each_tenant_has_its_own_midnight);
	tcase_add_test(tests, a_tenant_may_move_to_another_zone);
	tcase_add_test(
		tests,
		counters_of_windows_that_are_over_are_forgotten_and_can_be_made_again);
	tcase_add_test(tests, the_sweeper_takes_many_at_a_time_and_goes_on);
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
