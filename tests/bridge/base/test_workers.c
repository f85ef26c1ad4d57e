/* Workers: how many run at once, and what happens to the line when they wait or take long. */
#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

#include "base/workers.h"
#include "check_main.h"

#define FOR_EVER 3600000 /* ms */
#define TASKS 200

/* A crowd: tasks that count how many of them run at the same time. */

struct crowd {
	struct task tasks[TASKS];
	atomic_int now, most, done;
	uv_sem_t all_done;
};

static struct crowd crowd;

static void crowd_count(void)
{
	int now = atomic_fetch_add(&crowd.now, 1) + 1;
	int most = atomic_load(&crowd.most);

	while (now > most && !atomic_compare_exchange_weak(&crowd.most, &most, now))
		;
}

static void crowd_leave(void)
{
	atomic_fetch_sub(&crowd.now, 1);
	if (atomic_fetch_add(&crowd.done, 1) + 1 == TASKS)
		uv_sem_post(&crowd.all_done);
}

static void be_counted(struct task *task)
{
	(void)task;
	crowd_count();
	uv_sleep(0); /* others may come */
	crowd_leave();
}

static void be_counted_around_a_wait(struct task *task)
{
	(void)task;
	worker_wait_begin();
	uv_sleep(0);
	worker_wait_end();
	be_counted(task);
}

static void crowd_run(struct workers *workers, void (*run)(struct task *task))
{
	crowd.now = crowd.most = crowd.done = 0;
	uv_sem_init(&crowd.all_done, 0);
	for (int i = 0; i < TASKS; i++) {
		crowd.tasks[i].run = run;
		workers_add(workers, &crowd.tasks[i]);
		if (i % 3 == 0)
			workers_call(workers);
	}
	workers_call(workers);
	uv_sem_wait(&crowd.all_done);
	uv_sem_destroy(&crowd.all_done);
}

START_TEST(no_more_run_than_are_meant_to)
{
	struct workers *workers = workers_new(16, 2, FOR_EVER);

	for (int i = 0; i < 20; i++) {
		crowd_run(workers, be_counted);
		ck_assert_int_le(crowd.most, 2);
	}
	workers_free(workers);
}
END_TEST

START_TEST(many_waits_lose_nothing)
{
	struct workers *workers = workers_new(8, 2, FOR_EVER);

	for (int i = 0; i < 20; i++)
		crowd_run(workers, be_counted_around_a_wait);
	workers_free(workers);
}
END_TEST

/* A pair: one cannot end before the other has run. */

struct pair {
	struct task first, second;
	void (*before)(void), (*after)(void);
	uv_sem_t gate, done;
};

static struct pair pair;

static void wait_at_gate(struct task *task)
{
	(void)task;
	pair.before();
	uv_sem_wait(&pair.gate);
	pair.after();
	uv_sem_post(&pair.done);
}

static void open_gate(struct task *task)
{
	(void)task;
	uv_sem_post(&pair.gate);
}

static void pair_run(unsigned patience_ms, void (*before)(void), void (*after)(void))
{
	struct workers *workers = workers_new(4, 1, patience_ms);

	pair = (struct pair){.first.run = wait_at_gate,
			     .second.run = open_gate,
			     .before = before,
			     .after = after};
	uv_sem_init(&pair.gate, 0);
	uv_sem_init(&pair.done, 0);
	workers_add(workers, &pair.first);
	workers_add(workers, &pair.second);
	workers_call(workers);
	uv_sem_wait(&pair.done);
	workers_free(workers);
	uv_sem_destroy(&pair.gate);
	uv_sem_destroy(&pair.done);
}

static void nothing(void)
{
}

static void begin_twice(void)
{
	worker_wait_begin();
	worker_wait_begin();
	worker_wait_end(); /* still inside the first */
}

START_TEST(one_that_waits_lets_another_run)
{
	pair_run(FOR_EVER, worker_wait_begin, worker_wait_end);
	pair_run(FOR_EVER, begin_twice, worker_wait_end);
}
END_TEST

START_TEST(a_line_that_stands_still_is_noticed)
{
	pair_run(1, nothing, nothing);
}
END_TEST

START_TEST(on_other_threads_waiting_means_nothing)
{
	struct workers *workers = workers_new(2, 1, FOR_EVER);

	worker_wait_begin();
	crowd_run(workers, be_counted);
	worker_wait_end();
	worker_wait_end();
	crowd_run(workers, be_counted);
	ck_assert_int_eq(crowd.done, TASKS);
	workers_free(workers);
}
END_TEST

START_TEST(what_nobody_was_called_for_runs_before_the_end)
{
	struct workers *workers = workers_new(4, 1, FOR_EVER);

	crowd.now = crowd.most = crowd.done = 0;
	uv_sem_init(&crowd.all_done, 0);
	for (int i = 0; i < TASKS; i++) {
		crowd.tasks[i].run = be_counted;
		workers_add(workers, &crowd.tasks[i]);
	}
	workers_free(workers);
	ck_assert_int_eq(crowd.done, TASKS);
	uv_sem_destroy(&crowd.all_done);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("workers");
	TCase *tcase = tcase_create("workers");

	tcase_add_test(tcase, no_more_run_than_are_meant_to);
	tcase_add_test(tcase, many_waits_lose_nothing);
	tcase_add_test(tcase, one_that_waits_lets_another_run);
	tcase_add_test(tcase, a_line_that_stands_still_is_noticed);
	tcase_add_test(tcase, on_other_threads_waiting_means_nothing);
	tcase_add_test(tcase, what_nobody_was_called_for_runs_before_the_end);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return check_run(suite);
}
