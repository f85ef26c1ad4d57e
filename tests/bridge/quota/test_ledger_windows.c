/* Ledger, windows: when use counts, when it stops to count, and in whose calendar. */
#include "base/text.h"
#include "bridge/quota/world.h"

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

static Suite *suite(void)
{
	Suite *suite = suite_create("ledger windows");
	TCase *tests = tcase_create("windows");

	tcase_add_checked_fixture(tests, world_setup, fixture_teardown);
	tcase_add_test(tests, a_limit_set_at_noon_knows_the_morning);
	tcase_add_loop_test(tests, a_window_refills_when_the_calendar_says_so, 0,
			    ARRAY_LEN(windows));
	tcase_add_test(tests, work_that_spans_midnight_counts_where_it_was_admitted);
	tcase_add_test(tests, each_tenant_has_its_own_midnight);
	tcase_add_test(tests, a_tenant_may_move_to_another_zone);
	tcase_add_test(
		tests,
		counters_of_windows_that_are_over_are_forgotten_and_can_be_made_again);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
