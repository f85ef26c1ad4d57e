/*
 * The event loop and its hand-over. Owns the uv_loop_t, the workers, the line of what other
 * threads hand back (the only thing here that they touch, under the lock), and one small record
 * per job, post or timer.
 */
#include "base/loop.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/workers.h"

/*
 * So many jobs end before the loop looks at its sockets again. Many end together, as writes share
 * a commit: if all were answered first, the workers would have nothing to do meanwhile.
 */
#define AT_A_TIME 8
#define PATIENCE_MS 5 /* with work that stands still: workers.h */

/* A job on its way to a worker and back; or a function that was posted, which has no run. */
struct loop_job {
	struct task task;
	struct loop_job *next; /* in the line back */
	struct loop *loop;
	loop_fn *run, *done;
	void *arg;
};

struct loop {
	uv_loop_t uv;
	struct workers *workers;
	uv_async_t wake;
	uv_prepare_t before_waiting;
	bool added; /* work that the workers were not called for */
	uv_mutex_t lock;
	struct loop_job *first, **last; /* handed back, oldest first; under lock */
	unsigned working; /* jobs whose done() has not returned */
};

/* What this thread runs at the moment, unless loop_defer() took it. */
static _Thread_local struct loop_job *running;

struct loop_timer {
	uv_timer_t uv;
	loop_fn *fn;
	void *arg;
};

/* Never NULL: docs/decisions/0003-memory.md. */
static void *allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		abort();
	return memory;
}

/* libuv refuses only what we ask for wrongly, or what a machine without descriptors
 * cannot give; a loop that lost a wake-up or a job would hang for ever, so it ends here.
 */
static void must(int status)
{
	if (status == 0)
		return;
	fprintf(stderr, "libuv: %s\n", uv_strerror(status));
	abort();
}

/* The oldest of the line, not more than so many; for the rest the loop is woken again. */
static struct loop_job *jobs_take(struct loop *loop, unsigned most)
{
	struct loop_job *first, **end = &loop->first;

	uv_mutex_lock(&loop->lock);
	while (*end && most-- > 0)
		end = &(*end)->next;
	first = loop->first;
	loop->first = *end;
	*end = NULL;
	if (loop->first)
		must(uv_async_send(&loop->wake));
	else
		loop->last = &loop->first;
	uv_mutex_unlock(&loop->lock);
	return first;
}

static void jobs_end(uv_async_t *wake)
{
	struct loop *loop = wake->data;
	struct loop_job *job = jobs_take(loop, AT_A_TIME);

	log_hold();
	while (job) {
		struct loop_job *next = job->next;

		if (job->done)
			job->done(job->arg);
		if (job->run)
			loop->working--;
		free(job);
		job = next;
	}
	log_release();
}

static bool jobs_waiting(struct loop *loop)
{
	bool waiting;

	uv_mutex_lock(&loop->lock);
	waiting = loop->first != NULL;
	uv_mutex_unlock(&loop->lock);
	return waiting;
}

/* To the loop, from any thread. Only the first in the line wakes it: it takes all of them. */
static void hand_back(struct loop_job *job)
{
	struct loop *loop = job->loop;
	bool first;

	job->next = NULL;
	uv_mutex_lock(&loop->lock);
	first = !loop->first;
	*loop->last = job;
	loop->last = &job->next;
	if (first)
		must(uv_async_send(
			&loop->wake)); /* inside: loop_free cannot come between */
	uv_mutex_unlock(&loop->lock);
}

/*
 * Once the loop has done what there was, before it waits: a worker that is woken for each request
 * may push the loop aside on its core, and sleeps again before the next.
 */
static void call_workers(uv_prepare_t *prepare)
{
	struct loop *loop = prepare->data;

	if (loop->added)
		workers_call(loop->workers);
	loop->added = false;
}

struct loop *loop_new(unsigned workers)
{
	struct loop *loop = allocate(sizeof(*loop));

	assert(workers >= 1 && workers <= 64);
	must(uv_loop_init(&loop->uv));
	must(uv_mutex_init(&loop->lock));
	must(uv_async_init(&loop->uv, &loop->wake, jobs_end));
	loop->wake.data = loop->before_waiting.data = loop;
	must(uv_prepare_init(&loop->uv, &loop->before_waiting));
	must(uv_prepare_start(&loop->before_waiting, call_workers));
	uv_unref((uv_handle_t *)&loop->before_waiting);
	loop->last = &loop->first;
	loop->workers = workers_new(workers, uv_available_parallelism(), PATIENCE_MS);
	return loop;
}

void loop_run(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	while (loop->working > 0 || jobs_waiting(loop))
		uv_run(&loop->uv, UV_RUN_ONCE);
}

static void stop(void *loop)
{
	uv_stop(&((struct loop *)loop)->uv);
}

void loop_stop(struct loop *loop)
{
	loop_post(loop, stop, loop);
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	assert(loop->working == 0);
	workers_free(loop->workers);
	for (struct loop_job *job = jobs_take(loop, UINT_MAX), *next; job; job = next) {
		next = job->next;
		free(job);
	}
	uv_close((uv_handle_t *)&loop->wake, NULL);
	uv_close((uv_handle_t *)&loop->before_waiting, NULL);
	uv_run(&loop->uv, UV_RUN_NOWAIT); /* what was closed gets its callback */
	must(uv_loop_close(&loop->uv)); /* EBUSY: somebody left a handle open */
	uv_mutex_destroy(&loop->lock);
	free(loop);
}

uv_loop_t *loop_uv(struct loop *loop)
{
	return &loop->uv;
}

static struct loop_job *job_new(struct loop *loop, loop_fn *run, loop_fn *done, void *arg)
{
	struct loop_job *job = allocate(sizeof(*job));

	job->loop = loop;
	job->run = run;
	job->done = done;
	job->arg = arg;
	return job;
}

static void job_run(struct task *task)
{
	struct loop_job *job = (struct loop_job *)task;

	running = job;
	job->run(job->arg);
	if (running)
		hand_back(job);
	running = NULL;
}

void loop_work(struct loop *loop, loop_fn *run, loop_fn *done, void *arg)
{
	struct loop_job *job = job_new(loop, run, done, arg);

	job->task.run = job_run;
	loop->working++;
	workers_add(loop->workers, &job->task);
	loop->added = true;
}

struct loop_job *loop_defer(void)
{
	struct loop_job *job = running;

	assert(job);
	running = NULL;
	return job;
}

void loop_resume(struct loop_job *job)
{
	hand_back(job);
}

void loop_post(struct loop *loop, loop_fn *fn, void *arg)
{
	hand_back(job_new(loop, NULL, fn, arg));
}

static void timer_fire(uv_timer_t *uv)
{
	struct loop_timer *timer = uv->data;

	timer->fn(timer->arg); /* may cancel the timer: it is freed a turn later */
}

static void timer_free(uv_handle_t *uv)
{
	free(uv->data);
}

struct loop_timer *loop_timer_start(struct loop *loop, uint64_t after_ms,
				    uint64_t every_ms, loop_fn *fn, void *arg)
{
	struct loop_timer *timer = allocate(sizeof(*timer));

	timer->fn = fn;
	timer->arg = arg;
	must(uv_timer_init(&loop->uv, &timer->uv));
	timer->uv.data = timer;
	uv_update_time(
		&loop->uv); /* after_ms counts from now, not from this turn's beginning */
	must(uv_timer_start(&timer->uv, timer_fire, after_ms, every_ms));
	return timer;
}

void loop_timer_cancel(struct loop_timer **timer)
{
	if (!*timer)
		return;
	uv_timer_stop(&(*timer)->uv);
	uv_close((uv_handle_t *)&(*timer)->uv, timer_free);
	*timer = NULL;
}
