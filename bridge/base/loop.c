/*
 * The event loop and its hand-over. Owns the uv_loop_t, the line of posted functions (the
 * only thing here that other threads touch, under the mutex), and one small record per
 * job or timer.
 */
#include "base/loop.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct post {
	struct post *next;
	loop_fn *fn;
	void *arg;
};

struct loop {
	uv_loop_t uv;
	uv_async_t wake;
	uv_mutex_t lock;
	struct post *first, **last; /* posted and not yet run, oldest first; under lock */
	unsigned working; /* jobs whose done() has not returned */
};

struct job {
	uv_work_t work;
	struct loop *loop;
	loop_fn *run, *done;
	void *arg;
};

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

static struct post *posts_take(struct loop *loop)
{
	struct post *first;

	uv_mutex_lock(&loop->lock);
	first = loop->first;
	loop->first = NULL;
	loop->last = &loop->first;
	uv_mutex_unlock(&loop->lock);
	return first;
}

static void posts_run(uv_async_t *wake)
{
	struct post *post = posts_take(wake->data);

	while (post) {
		struct post *next = post->next;

		post->fn(post->arg);
		free(post);
		post = next;
	}
}

static bool posts_waiting(struct loop *loop)
{
	bool waiting;

	uv_mutex_lock(&loop->lock);
	waiting = loop->first != NULL;
	uv_mutex_unlock(&loop->lock);
	return waiting;
}

struct loop *loop_new(unsigned workers)
{
	struct loop *loop = allocate(sizeof(*loop));
	char size[16];

	assert(workers >= 1 && workers <= 64);
	snprintf(size, sizeof(size), "%u", workers);
	must(uv_os_setenv("UV_THREADPOOL_SIZE", size));
	must(uv_loop_init(&loop->uv));
	must(uv_mutex_init(&loop->lock));
	must(uv_async_init(&loop->uv, &loop->wake, posts_run));
	loop->wake.data = loop;
	loop->last = &loop->first;
	return loop;
}

void loop_run(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	while (loop->working > 0 || posts_waiting(loop))
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
	for (struct post *post = posts_take(loop), *next; post; post = next) {
		next = post->next;
		free(post);
	}
	uv_close((uv_handle_t *)&loop->wake, NULL);
	uv_run(&loop->uv, UV_RUN_NOWAIT); /* what was closed gets its callback */
	must(uv_loop_close(&loop->uv)); /* EBUSY: somebody left a handle open */
	uv_mutex_destroy(&loop->lock);
	free(loop);
}

uv_loop_t *loop_uv(struct loop *loop)
{
	return &loop->uv;
}

static void job_run(uv_work_t *work)
{
	struct job *job = work->data;

	job->run(job->arg);
}

static void job_done(uv_work_t *work, int status)
{
	struct job *job = work->data;

	(void)status; /* nobody cancels jobs */
	if (job->done)
		job->done(job->arg);
	job->loop->working--;
	free(job);
}

void loop_work(struct loop *loop, loop_fn *run, loop_fn *done, void *arg)
{
	struct job *job = allocate(sizeof(*job));

	job->work.data = job;
	job->loop = loop;
	job->run = run;
	job->done = done;
	job->arg = arg;
	loop->working++;
	must(uv_queue_work(&loop->uv, &job->work, job_run, job_done));
}

void loop_post(struct loop *loop, loop_fn *fn, void *arg)
{
	struct post *post = allocate(sizeof(*post));

	post->fn = fn;
	post->arg = arg;
	uv_mutex_lock(&loop->lock);
	*loop->last = post;
	loop->last = &post->next;
	must(uv_async_send(&loop->wake)); /* inside: loop_free cannot come between */
	uv_mutex_unlock(&loop->lock);
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
