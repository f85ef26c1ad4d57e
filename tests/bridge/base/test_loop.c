/* The loop and its hand-over: order, threads, stopping, timers. */
#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/loop.h"

static struct loop *loop;
static pthread_t loop_thread;
static int order[64]; /* what ran, and how much of it */
static int ran;

static void setup(void)
{
	loop = loop_new(4);
	loop_thread = pthread_self();
	ran = 0;
}

static void teardown(void)
{
	loop_free(loop);
}

static void stop(void *arg)
{
	(void)arg;
	loop_stop(loop);
}

/* Posting */

static void note(void *arg)
{
	ck_assert(pthread_equal(pthread_self(), loop_thread));
	order[ran++] = (int)(intptr_t)arg;
}

START_TEST(posts_run_in_the_order_of_posting)
{
	for (int i = 0; i < 50; i++)
		loop_post(loop, note, (void *)(intptr_t)i);
	loop_stop(loop);
	loop_run(loop);
	ck_assert_int_eq(ran, 50);
	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(order[i], i);
}
END_TEST

static void post_again(void *arg)
{
	note(arg);
	if ((intptr_t)arg < 5)
		loop_post(loop, post_again, (void *)((intptr_t)arg + 1));
	else
		loop_stop(loop);
}

START_TEST(a_posted_function_may_post)
{
	loop_post(loop, post_again, (void *)1);
	loop_run(loop);
	ck_assert_int_eq(ran, 5);
}
END_TEST

static void *post_from_thread(void *arg)
{
	for (int i = 0; i < 8; i++)
		loop_post(loop, note, arg);
	return NULL;
}

static void *post_from_threads(void *arg)
{
	pthread_t threads[4];

	(void)arg;
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, post_from_thread,
						(void *)(intptr_t)i),
				 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	loop_stop(loop);
	return NULL;
}

START_TEST(posts_from_other_threads_all_arrive)
{
	pthread_t starter;

	ck_assert_int_eq(pthread_create(&starter, NULL, post_from_threads, NULL), 0);
	loop_run(loop);
	pthread_join(starter, NULL);
	ck_assert_int_eq(ran, 32);
}
END_TEST

START_TEST(what_nobody_ran_is_freed)
{
	loop_post(loop, note, NULL); /* the leak check is the assertion */
	ck_assert_int_eq(ran, 0);
}
END_TEST

/* Working */

struct work {
	bool ran_elsewhere, done_here;
	bool stops;
	uv_sem_t *gate;
};

static void work_run(void *arg)
{
	struct work *work = arg;

	if (work->gate)
		uv_sem_wait(work->gate);
	work->ran_elsewhere = !pthread_equal(pthread_self(), loop_thread);
}

static void work_done(void *arg)
{
	struct work *work = arg;

	work->done_here = pthread_equal(pthread_self(), loop_thread);
	if (work->stops)
		loop_stop(loop);
}

START_TEST(work_runs_elsewhere_and_ends_here)
{
	struct work work = {.stops = true};

	loop_work(loop, work_run, work_done, &work);
	loop_run(loop);
	ck_assert(work.ran_elsewhere);
	ck_assert(work.done_here);
}
END_TEST

static void open_gate(void *arg)
{
	uv_sem_post(arg);
}

START_TEST(run_waits_for_the_work_under_way)
{
	uv_sem_t gate;
	struct work work = {.gate = &gate};

	ck_assert_int_eq(uv_sem_init(&gate, 0), 0);
	loop_work(loop, work_run, work_done, &work);
	loop_stop(loop);
	loop_post(loop, open_gate, &gate); /* only after the stop */
	loop_run(loop);
	ck_assert(work.done_here);
	uv_sem_destroy(&gate);
}
END_TEST

START_TEST(work_may_have_no_end)
{
	struct work first = {0}, second = {.stops = true};

	loop_work(loop, work_run, NULL, &first);
	loop_work(loop, work_run, work_done, &second);
	loop_run(loop);
	ck_assert(first.ran_elsewhere);
	ck_assert(second.done_here);
}
END_TEST

struct deferred {
	struct loop_job *job;
	uv_thread_t answers;
	bool answered, done_after;
};

static void answer_later(void *arg)
{
	struct deferred *deferred = arg;

	deferred->answered = true;
	loop_resume(deferred->job);
}

static void defer_run(void *arg)
{
	struct deferred *deferred = arg;

	deferred->job = loop_defer();
	ck_assert_int_eq(uv_thread_create(&deferred->answers, answer_later, deferred), 0);
}

static void defer_done(void *arg)
{
	struct deferred *deferred = arg;

	deferred->done_after =
		deferred->answered && pthread_equal(pthread_self(), loop_thread);
}

START_TEST(work_that_defers_its_end_ends_when_it_is_resumed)
{
	struct deferred deferred[8] = {0};

	for (int i = 0; i < 8; i++)
		loop_work(loop, defer_run, defer_done, &deferred[i]);
	loop_stop(loop);
	loop_run(loop); /* waits for them: they are under way */
	for (int i = 0; i < 8; i++) {
		ck_assert(deferred[i].done_after);
		uv_thread_join(&deferred[i].answers);
	}
}
END_TEST

static void count_run(void *arg)
{
	atomic_fetch_add((atomic_int *)arg, 1);
}

START_TEST(no_work_is_forgotten_by_those_who_sleep)
{
	atomic_int count = 0;

	for (int round = 0; round < 200; round++) {
		for (int i = 0; i < round % 7; i++)
			loop_work(loop, count_run, NULL, &count);
		loop_stop(loop);
		loop_run(loop);
	}
	ck_assert_int_eq(count, 28 * (0 + 1 + 2 + 3 + 4 + 5 + 6) + 0 + 1 + 2 + 3);
}
END_TEST

static void meet(void *arg)
{
	uv_barrier_wait(
		arg); /* returns when all four are here: four workers, or a time-out */
}

static int met;

static void count_met(void *arg)
{
	(void)arg;
	if (++met == 4)
		loop_stop(loop);
}

START_TEST(there_are_as_many_workers_as_asked_for)
{
	uv_barrier_t barrier;

	ck_assert_int_eq(uv_barrier_init(&barrier, 4), 0);
	for (int i = 0; i < 4; i++)
		loop_work(loop, meet, count_met, &barrier);
	loop_run(loop);
	ck_assert_int_eq(met, 4);
	uv_barrier_destroy(&barrier);
}
END_TEST

/* Timers */

static struct loop_timer *timer;

static void tick(void *arg)
{
	(void)arg;
	if (++ran < 3)
		return;
	loop_timer_cancel(&timer);
	loop_stop(loop);
}

START_TEST(a_timer_repeats_until_it_cancels_itself)
{
	timer = loop_timer_start(loop, 1, 1, tick, NULL);
	loop_run(loop);
	ck_assert_int_eq(ran, 3);
	ck_assert_ptr_null(timer);
}
END_TEST

START_TEST(a_timer_may_fire_once)
{
	struct loop_timer *once = loop_timer_start(loop, 0, 0, note, NULL);
	struct loop_timer *later = loop_timer_start(loop, 5, 0, stop, NULL);

	loop_run(loop);
	ck_assert_int_eq(ran, 1);
	loop_timer_cancel(&once);
	loop_timer_cancel(&later);
}
END_TEST

START_TEST(a_cancelled_timer_is_silent)
{
	struct loop_timer *silent = loop_timer_start(loop, 0, 0, note, NULL);
	struct loop_timer *later = loop_timer_start(loop, 2, 0, stop, NULL);

	loop_timer_cancel(&silent);
	loop_timer_cancel(&silent); /* NULL inside */
	loop_run(loop);
	ck_assert_int_eq(ran, 0);
	loop_timer_cancel(&later);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loop");
	TCase *tcase = tcase_create("loop");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, posts_run_in_the_order_of_posting);
	tcase_add_test(tcase, a_posted_function_may_post);
	tcase_add_test(tcase, posts_from_other_threads_all_arrive);
	tcase_add_test(tcase, what_nobody_ran_is_freed);
	tcase_add_test(tcase, work_runs_elsewhere_and_ends_here);
	tcase_add_test(tcase, run_waits_for_the_work_under_way);
	tcase_add_test(tcase, work_may_have_no_end);
	tcase_add_test(tcase, work_that_defers_its_end_ends_when_it_is_resumed);
	tcase_add_test(tcase, no_work_is_forgotten_by_those_who_sleep);
	tcase_add_test(tcase, there_are_as_many_workers_as_asked_for);
	tcase_add_test(tcase, a_timer_repeats_until_it_cancels_itself);
	tcase_add_test(tcase, a_timer_may_fire_once);
	tcase_add_test(tcase, a_cancelled_timer_is_silent);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
