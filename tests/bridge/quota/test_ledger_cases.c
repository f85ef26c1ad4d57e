/*
 * The cases of limits, one row each: what is charged, to whom, and when, if things do not go as
 * they should. (design: "Never: an overrun, a double charge, a free ride")
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/random.h"
#include "base/text.h"
#include "bridge/quota/world.h"
#include "quota/grant.h"

/* Most stories have these two; a story that needs others sets its own. */
enum { QUESTIONS, TOKENS };

static void two_limits(void)
{
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 3);
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_TOKENS, WINDOW_DAY, 10000);
}

static void expect(int64_t questions, int64_t tokens)
{
	ck_assert_int_eq(world_used(QUESTIONS), questions);
	ck_assert_int_eq(world_used(TOKENS), tokens);
	ck_assert_int_eq(world_reserved(QUESTIONS), 0);
	ck_assert_int_eq(world_reserved(TOKENS), 0);
}

static int64_t exact_of(const char *request)
{
	int64_t exact = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &exact,
				    "SELECT exact FROM ledger WHERE request = $1 "
				    "AND kind = 'settle'",
				    "t", request),
			 DB_OK);
	return exact;
}

static void refused_at_admission(void)
{
	struct admission_result result;

	two_limits();
	result = world_ask("too long", 10001, 500);
	ck_assert_int_eq(result.admission, ADMISSION_REFUSED);
	ck_assert_int_eq(result.binding.limit.scope, SCOPE_COURSE);
	ck_assert_int_eq(result.binding.limit.metric, METRIC_TOKENS);
	ck_assert_int_eq(result.binding.remaining, 10000);
	ck_assert_int_eq(result.binding.resets_at_s, world_time(2026, 11, 19, 0, 0));
	ck_assert_int_eq(world_rows("%", "%"), 0);
	expect(0, 0);
	ck_assert(world_granted("short", 100, 500));
}

static void abort_before_upstream(void)
{
	two_limits();
	ck_assert(world_granted("r", 100, 500));
	ck_assert(world_release("r"));
	expect(0, 0);
}

static void abort_before_first_token(void)
{
	two_limits();
	ck_assert(world_granted("r", 100, 500));
	ck_assert(world_settle_as(
		"r", &(struct quota_use){100, 0, false, "stopped", NULL, NULL}));
	expect(1, 100);
}

static void abort_mid_stream(void)
{
	two_limits();
	ck_assert(world_granted("r", 100, 500));
	ck_assert(world_settle_as(
		"r", &(struct quota_use){100, 37, false, "stopped", NULL, NULL}));
	expect(1, 137);
	ck_assert_int_eq(exact_of("r"), 0);
}

/* The write error and the heartbeat may both notice. */
static void browser_vanished(void)
{
	two_limits();
	ck_assert(world_granted("r", 100, 500));
	ck_assert(world_settle_as(
		"r", &(struct quota_use){100, 37, false, "gone", NULL, NULL}));
	ck_assert(!world_settle_as(
		"r", &(struct quota_use){100, 40, false, "gone", NULL, NULL}));
	ck_assert(!world_release("r"));
	expect(1, 137);
	ck_assert_int_eq(world_rows("r", "%"), 2);
}

static void backend_error_before_tokens(void)
{
	two_limits();
	ck_assert(world_granted("r", 100, 500));
	ck_assert(world_release("r"));
	ck_assert(!world_settle("r", 100, 500));
	expect(0, 0);
	ck_assert_int_eq(world_rows("r", "release"), 1);
}

static void error_mid_stream(void)
{
	two_limits();
	ck_assert(world_granted("r", 100, 500));
	ck_assert(world_settle_as(
		"r", &(struct quota_use){100, 50, false, "broken", NULL, NULL}));
	ck_assert(world_granted("again", 100, 500));
	ck_assert(world_settle("again", 100, 300));
	expect(2, 550);
}

static void final_usage_missing(void)
{
	two_limits();
	ck_assert(world_granted("counted", 100, 500));
	ck_assert(world_settle_as(
		"counted", &(struct quota_use){100, 90, false, "done", NULL, NULL}));
	ck_assert(world_granted("reported", 100, 500));
	ck_assert(world_settle("reported", 95, 88));
	ck_assert_int_eq(exact_of("counted"), 0);
	ck_assert_int_eq(exact_of("reported"), 1);
	expect(2, 373);
}

static void usage_larger_than_reserved(void)
{
	two_limits();
	ck_assert(world_granted("r", 4000, 5000));
	ck_assert(world_settle("r", 6000, 5000));
	expect(1, 11000);
	ck_assert_int_eq(world_standing(TOKENS).remaining, 0);
	ck_assert(!world_granted("next", 1, 1));
}

static void crash_of_our_process(void)
{
	two_limits();
	ck_assert(world_granted("r", 100, 500));
	ck_assert_int_eq(world_sweep(), 0); /* it may still be alive */
	world.now_s += 600;
	ck_assert_int_eq(world_sweep(), 1);
	ck_assert_int_eq(world_sweep(), 0);
	ck_assert(!world_settle("r", 100, 400)); /* it was alive after all */
	expect(1, 100);
	ck_assert_int_eq(exact_of("r"), 0);
}

static void failover_to_second_backend(void)
{
	two_limits();
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_TOKENS, WINDOW_DAY, 5000);
	world_limit(LEVEL_TENANT, SCOPE_TENANT, "student", METRIC_TOKENS, WINDOW_DAY,
		    5000);
	ck_assert(world_granted("r", 100, 500));
	ck_assert(world_adjust("r", 1, 100, 7));
	ck_assert(!world_adjust("r", 1, 100, 7));
	ck_assert(world_settle("r", 100, 300));
	ck_assert(world_adjust("r", 2, 10, 0));
	expect(1, 517); /* the course pays for all three */
	ck_assert_int_eq(world_used(2), 400); /* the student for the answer */
	ck_assert_int_eq(world_used(3), 400);
}

static void background_calls(void)
{
	two_limits();
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_TOKENS, WINDOW_DAY, 10);
	world_limit(LEVEL_TENANT, SCOPE_TENANT, "student", METRIC_TOKENS, WINDOW_DAY, 10);
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_REQUESTS, WINDOW_DAY, 1);
	for (int i = 0; i < 3; i++) {
		char request[RANDOM_ID];

		world.subject.pool = POOL_BACKGROUND;
		ck_assert(world_granted(random_id(request), 1000, 500));
		ck_assert(world_settle(request, 1000, 500));
	}
	expect(0, 4500);
	ck_assert_int_eq(world_used(2), 0);
	ck_assert_int_eq(world_used(3), 0);
	ck_assert_int_eq(world_used(4), 0);
	ck_assert_int_eq(world_ask("too much", 9000, 500).admission, ADMISSION_REFUSED);
}

static void regenerate(void)
{
	two_limits();
	for (size_t i = 0; i < 3; i++) {
		char request[RANDOM_ID];

		ck_assert(world_granted(random_id(request), 100, 300));
		ck_assert(world_settle(request, 100, 300));
	}
	expect(3, 1200);
	ck_assert_int_eq(world_ask("fourth", 100, 300).binding.limit.metric,
			 METRIC_REQUESTS);
}

static void cached_answer(void)
{
	two_limits();
	world_limit(LEVEL_TENANT, SCOPE_TENANT, "", METRIC_TOKENS, WINDOW_DAY, 1);
	ck_assert(world_granted("r", 0, 0));
	ck_assert(world_settle("r", 0, 0));
	expect(1, 0);
}

static void limit_lowered_below_use(void)
{
	two_limits();
	ck_assert(world_granted("done", 1000, 500));
	ck_assert(world_settle("done", 1000, 500));
	ck_assert(world_granted("running", 1000, 500));
	world.limits[TOKENS].value = 2000;
	ck_assert_int_eq(world_standing(TOKENS).remaining, 0);
	ck_assert(world_settle("running", 1000, 500));
	expect(2, 3000);
	ck_assert_int_eq(world_ask("next", 1, 1).binding.limit.value, 2000);
}

static enum db_status course_make(struct db_conn *tx, void *arg)
{
	static const char *const rows[] = {
		"INSERT INTO tenant VALUES ('uni', 'uni', 'Europe/Berlin', 's', '{}', 0)",
		"INSERT INTO platform VALUES ('p', 'uni', 'i', 'c', 'a', 't', NULL, 'j', "
		"'moodle', "
		"NULL, 'active', 0)",
		"INSERT INTO deployment VALUES ('d', 'p', '1', 'active', 0)",
		"INSERT INTO course (id, tenant_id, deployment_id, context_id, title, "
		"label, "
		"created_s) VALUES ('algebra', 'uni', 'd', '1', '', '', 0)",
	};
	enum db_status status = DB_OK;

	(void)arg;
	for (size_t i = 0; status == DB_OK && i < ARRAY_LEN(rows); i++)
		status = db_exec(tx, rows[i], "");
	return status;
}

static enum db_status grant_write(struct db_conn *tx, void *arg)
{
	return grant_add(tx, arg, world.now_s);
}

static void student_grant(void)
{
	struct grant grant = {
		.id = "g",
		.course = "algebra",
		.person = "ada",
		.metric = METRIC_REQUESTS,
		.window = WINDOW_DAY,
		.amount = 2,
		.until_s = world_time(2026, 11, 20, 0, 0),
		.author = "lecturer",
	};

	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 1);
	ck_assert_int_eq(db_write(fixture_db, course_make, NULL), DB_OK);
	ck_assert(world_granted("1", 1, 1));
	ck_assert(!world_granted("2", 1, 1));
	ck_assert_int_eq(db_write(fixture_db, grant_write, &grant), DB_OK);
	ck_assert_int_eq(world_standing(0).remaining, 2);
	ck_assert_int_eq(world_standing(0).limit.value, 1); /* added, not overwritten */
	ck_assert(world_granted("2", 1, 1) && world_granted("3", 1, 1));
	ck_assert(!world_granted("4", 1, 1));

	world.now_s = grant.until_s; /* over */
	ck_assert(world_granted("5", 1, 1) && !world_granted("6", 1, 1));

	world.now_s = grant.until_s - 1; /* somebody else, and the tenant's own limit */
	world.subject.person = "bob";
	ck_assert(world_granted("7", 1, 1) && !world_granted("8", 1, 1));
	world.subject.person = "ada";
	world_limit(LEVEL_TENANT, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 1);
	ck_assert(world_granted("9", 1, 1) && !world_granted("10", 1, 1));
}

static void limit_raised(void)
{
	two_limits();
	for (int i = 0; i < 3; i++)
		ck_assert(world_granted((const char[2]){(char)('a' + i), '\0'}, 1, 1));
	ck_assert(!world_granted("d", 1, 1));
	world.limits[QUESTIONS].value = 4;
	ck_assert(world_granted("d", 1, 1));
}

static void lecturer_testing(void)
{
	two_limits();
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_REQUESTS, WINDOW_DAY, 4);
	world.subject.role = "lecturer";
	world.subject.pool = POOL_PREVIEW;
	for (int i = 0; i < 4; i++) {
		char request[RANDOM_ID];

		ck_assert(world_granted(random_id(request), 1000,
					500)); /* 3 per user do not count */
		ck_assert(world_settle(request, 1000, 500));
	}
	ck_assert_int_eq(world_ask("fifth", 1, 1).binding.limit.scope, SCOPE_COURSE);
	ck_assert_int_eq(world_used(TOKENS), 6000); /* the budget is one */
	world.subject.role = "student";
	world.subject.pool = POOL_MAIN;
	ck_assert_int_eq(world_used(2), 0); /* the students' questions are all there */
	ck_assert_int_eq(world_ask("long", 4500, 500).admission, ADMISSION_REFUSED);
	ck_assert(world_granted("short", 100, 500));
}

static void copied_course(void)
{
	two_limits();
	ck_assert(world_granted("r", 5000, 4000));
	ck_assert(!world_granted("s", 5000, 4000));
	world.subject.course = "algebra-2027";
	world.subject.activity = "tutor-2027";
	ck_assert_int_eq(world_standing(QUESTIONS).remaining, 3);
	ck_assert_int_eq(world_standing(TOKENS).remaining, 10000);
	ck_assert(world_granted("s", 5000, 4000));
}

static void student_in_two_roles(void)
{
	world_limit(LEVEL_COURSE, SCOPE_USER, "student", METRIC_REQUESTS, WINDOW_DAY, 1);
	world_limit(LEVEL_COURSE, SCOPE_USER, "mentor", METRIC_REQUESTS, WINDOW_DAY, 3);
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 4);
	world.subject.role = "student mentor";
	for (int i = 0; i < 4; i++) /* one as a student, three as a mentor */
		ck_assert(world_granted((const char[2]){(char)('a' + i), '\0'}, 1, 1));
	ck_assert_int_eq(world_used(0) + world_reserved(0), 1);
	ck_assert_int_eq(world_used(1) + world_reserved(1), 3);
	world.limits[1].value =
		100; /* the role would let more through, the user's limit not */
	ck_assert_int_eq(world_ask("e", 1, 1).binding.limit.value, 4);
	world.limits[2].value = 100;
	ck_assert(world_granted("e", 1, 1));
	world.subject.role = "student";
	ck_assert(!world_granted("f", 1, 1));
}

static void clock_jump(void)
{
	int64_t noon = world.now_s;

	two_limits();
	ck_assert(world_granted("a", 100, 100));
	world.now_s =
		world_time(2026, 11, 19, 0, 30); /* an hour too far, over midnight */
	ck_assert_int_eq(world_standing(QUESTIONS).remaining, 3);
	ck_assert_int_eq(world_sweep(), 1);
	world.now_s = noon + 60; /* and back */
	ck_assert_int_eq(world_standing(QUESTIONS).remaining, 2);
	ck_assert(world_granted("b", 100, 100) && world_granted("c", 100, 100));
	ck_assert(!world_granted("d", 100, 100));
}

static void exam_lock_during_a_stream(void)
{
	two_limits();
	ck_assert(world_granted("r", 100, 500));
	world.limits[QUESTIONS].value = 0;
	ck_assert(world_settle_as(
		"r", &(struct quota_use){100, 20, true, "closed", NULL, NULL}));
	expect(1, 120);
	ck_assert_int_eq(world_ask("s", 1, 1).binding.limit.value, 0);
}

static void alias_of_another_model(void)
{
	AUTO_ARENA *arena = arena_new(4096);
	struct quota_use use = {100, 200, true, "done", "llama-3.3-70b-instruct", NULL};
	const char *model;

	two_limits();
	ck_assert(world_granted("r", 100, 500));
	ck_assert(world_settle_as("r", &use));
	ck_assert_int_eq(db_get_text(db_reader(fixture_db), arena, &model,
				     "SELECT model FROM ledger WHERE kind = 'settle'",
				     ""),
			 DB_OK);
	ck_assert_str_eq(model, use.model);
}

static void free_fallback_model(void)
{
	static const struct weight list[] = {{"small", 0}};
	static const struct weights weights = {list, ARRAY_LEN(list)};

	two_limits();
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_INPUT_TOKENS, WINDOW_DAY, 50);
	world.weights = &weights;
	ck_assert(
		!world_granted("big", 9000, 500)); /* the other model's budget is spent */
	world.model = "small";
	for (int i = 0; i < 3; i++) {
		const char request[2] = {(char)('a' + i), '\0'};
		struct admission_result result = world_ask(request, 9000, 5000);

		ck_assert_int_eq(result.admission, ADMISSION_GRANTED);
		ck_assert_int_eq(result.output_tokens, 5000); /* nothing shrinks it */
		ck_assert(world_settle(request, 9000, 4000));
	}
	expect(3, 0);
	ck_assert_int_eq(world_ask("d", 0, 0).binding.limit.metric, METRIC_REQUESTS);
}

static const struct {
	const char *what; /* the row's name in the table of cases */
	void (*tell)(void);
} cases[] = {
	{"Refused at admission", refused_at_admission},
	{"Abort before the request went upstream", abort_before_upstream},
	{"Abort after send, before first token", abort_before_first_token},
	{"Abort mid-stream by student", abort_mid_stream},
	{"Browser vanished silently", browser_vanished},
	{"Backend 4xx/5xx/timeout before tokens", backend_error_before_tokens},
	{"Error mid-stream", error_mid_stream},
	{"Final usage missing", final_usage_missing},
	{"Usage larger than reservation", usage_larger_than_reserved},
	{"Crash of our process", crash_of_our_process},
	{"Retry/failover to second backend", failover_to_second_backend},
	{"Background calls (title, summary, RAG embedding, guard model)",
	 background_calls},
	{"Regenerate, edit, \"continue\"", regenerate},
	{"Cached or canned answer", cached_answer},
	{"Limit lowered below current use", limit_lowered_below_use},
	{"Limit raised / student grant: grant", student_grant},
	{"Limit raised / student grant: limit raised", limit_raised},
	{"Lecturer testing own prompt", lecturer_testing},
	{"Copied course", copied_course},
	{"Student in two groups/roles", student_in_two_roles},
	{"Clock jump / DST", clock_jump},
	{"Course closed or exam lock starts during a stream", exam_lock_during_a_stream},
	{"Alias resolves to another model", alias_of_another_model},
	{"Free self-hosted fallback model", free_fallback_model},
};

START_TEST(a_case_of_limits)
{
	printf("%s\n", cases[_i].what);
	cases[_i].tell();
	world_check();
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("ledger cases");
	TCase *tests = tcase_create("cases");

	tcase_add_checked_fixture(tests, world_setup, fixture_teardown);
	tcase_add_loop_test(tests, a_case_of_limits, 0, ARRAY_LEN(cases));
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
