/* Ledger, in parallel: many threads at the same few counters never get more than there is. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/text.h"
#include "bridge/quota/world.h"

#define THREADS 8
#define ASKS 24 /* of each thread */

struct visitor {
	pthread_t thread;
	int number;
	int64_t granted, granted_tokens;
	enum db_status status;
};

struct question {
	char request[24];
	struct quota_subject subject;
	struct quota_need need;
	struct admission_result result;
	struct quota_use use;
	bool ended;
};

static enum db_status ask(struct db_conn *tx, void *arg)
{
	struct question *question = arg;

	return ledger_reserve(tx, world.zone, &question->subject, &question->need,
			      world.limits, world.limit_count, &question->result);
}

static enum db_status settle(struct db_conn *tx, void *arg)
{
	struct question *question = arg;

	return ledger_settle(tx, question->request, &question->use, world.now_s,
			     &question->ended);
}

static void visit_once(struct visitor *visitor, int turn)
{
	struct question question = {.subject = world.subject};
	char person[16];

	snprintf(question.request, sizeof(question.request), "v%d-%d", visitor->number,
		 turn);
	snprintf(person, sizeof(person), "p%d", visitor->number % 4);
	question.subject.person = person;
	question.need = (struct quota_need){
		.request = question.request,
		.input_tokens = 50 + turn,
		.output_tokens = 400,
		.output_floor = 256,
		.now_s = world.now_s,
		.expires_s = world.now_s + 600,
		.backend_model = "m",
	};
	visitor->status = db_write(fixture_db, ask, &question);
	if (visitor->status != DB_OK || question.result.admission != ADMISSION_GRANTED)
		return;
	visitor->granted++;
	visitor->granted_tokens +=
		question.need.input_tokens + question.result.output_tokens;
	question.use = (struct quota_use){
		.input_tokens = question.need.input_tokens,
		.output_tokens = question.result.output_tokens,
		.reason = "done",
	};
	visitor->status = db_write(fixture_db, settle, &question);
}

static void *visit(void *arg)
{
	struct visitor *visitor = arg;

	for (int turn = 0; turn < ASKS && visitor->status == DB_OK; turn++)
		visit_once(visitor, turn);
	return NULL;
}

static void visit_all(struct visitor visitors[THREADS])
{
	for (int i = 0; i < THREADS; i++) {
		visitors[i] = (struct visitor){.number = i, .status = DB_OK};
		pthread_create(&visitors[i].thread, NULL, visit, &visitors[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(visitors[i].thread, NULL);
		ck_assert_int_eq(visitors[i].status, DB_OK);
	}
}

START_TEST(as_many_are_admitted_as_the_limit_says)
{
	struct visitor visitors[THREADS];
	int64_t granted = 0;

	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_REQUESTS, WINDOW_DAY, 77);
	visit_all(visitors);
	for (int i = 0; i < THREADS; i++)
		granted += visitors[i].granted;
	ck_assert_int_eq(granted, 77);
	ck_assert_int_eq(world_used(0), 77);
	world_check();
}
END_TEST

/* Everything is used as reserved, so what was granted is what was used. */
START_TEST(no_budget_is_overrun_and_hardly_anything_is_left)
{
	struct visitor visitors[THREADS];
	int64_t granted = 0;

	world_limit(LEVEL_TENANT, SCOPE_TENANT, "", METRIC_TOKENS, WINDOW_MONTH, 30000);
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_OUTPUT_TOKENS, WINDOW_DAY, 6000);
	visit_all(visitors);
	for (int i = 0; i < THREADS; i++)
		granted += visitors[i].granted_tokens;
	ck_assert_int_eq(world_used(0), granted);
	ck_assert_int_le(granted, 30000);
	for (int i = 0; i < 4; i++) {
		char person[16];

		snprintf(person, sizeof(person), "p%d", i);
		world.subject.person = person;
		ck_assert_int_le(world_used(1), 6000);
	}
	world_check();
}
END_TEST

static atomic_int admitted, ended;

static void *ask_the_same(void *arg)
{
	struct question question = {
		.request = "same",
		.subject = world.subject,
		.need = {.request = "same",
			 .input_tokens = 10,
			 .output_tokens = 10,
			 .now_s = world.now_s,
			 .expires_s = world.now_s + 600},
		.use = {.input_tokens = 10, .output_tokens = 10, .reason = "done"},
	};

	(void)arg;
	if (db_write(fixture_db, ask, &question) == DB_OK &&
	    question.result.admission == ADMISSION_GRANTED)
		admitted++;
	if (db_write(fixture_db, settle, &question) == DB_OK && question.ended)
		ended++;
	return NULL;
}

START_TEST(a_double_click_is_one_request)
{
	pthread_t threads[THREADS];

	admitted = ended = 0;
	world_limit(LEVEL_COURSE, SCOPE_USER, "", METRIC_TOKENS, WINDOW_DAY, 1000);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, ask_the_same, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_int_eq(admitted, 1);
	ck_assert_int_eq(ended, 1);
	ck_assert_int_eq(world_used(0), 20);
	world_check();
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("ledger parallel");
	TCase *tests = tcase_create("threads");

	tcase_add_checked_fixture(tests, world_setup, fixture_teardown);
	tcase_add_test(tests, as_many_are_admitted_as_the_limit_says);
	tcase_add_test(tests, no_budget_is_overrun_and_hardly_anything_is_left);
	tcase_add_loop_test(tests, a_double_click_is_one_request, 0, 5);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
