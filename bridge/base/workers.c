/* Workers: one lock over the line of tasks and the stack of those who sleep. */
#include "base/workers.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <uv.h>

#include "base/log.h"

#define NS_PER_MS 1000000

struct worker {
	struct workers *all;
	struct worker *next; /* in the stack of sleepers */
	uv_thread_t thread;
	uv_cond_t wake;
	bool called; /* out of the stack, to take a task */
	unsigned waits; /* begun and not ended */
};

struct workers {
	uv_mutex_t lock;
	struct task *first, **last; /* waiting, oldest first */
	uint64_t taken; /* so many left the line */
	struct worker *asleep; /* the latest on top */
	bool waking; /* one is called and has not looked yet */
	unsigned running; /* called or awake, and not waiting */
	unsigned at_once; /* may be running */
	uint64_t patience_ns;
	/* Sees whether the line moves while nobody may be called. */
	uv_thread_t lookout;
	uv_cond_t look;
	bool looking;
	bool stopping;
	unsigned count;
	struct worker list[];
};

static _Thread_local struct worker *self;

/* With the lock held. */
static void call(struct workers *workers)
{
	struct worker *worker = workers->asleep;

	if (!worker || workers->waking)
		return;
	workers->asleep = worker->next;
	workers->waking = true;
	workers->running++;
	worker->called = true;
	uv_cond_signal(&worker->wake);
}

/* With the lock held: somebody must look at the line. */
static void call_for_line(struct workers *workers)
{
	if (!workers->first)
		return;
	if (workers->running < workers->at_once) {
		call(workers);
	} else if (!workers->looking) {
		workers->looking = true;
		uv_cond_signal(&workers->look);
	}
}

/* With the lock held, which is let go meanwhile. */
static void sleep_until_called(struct worker *worker)
{
	struct workers *workers = worker->all;

	workers->running--;
	worker->next = workers->asleep;
	workers->asleep = worker;
	while (!worker->called && !workers->stopping)
		uv_cond_wait(&worker->wake, &workers->lock);
	if (!worker->called)
		workers->running++;
	workers->waking = false;
}

/* With the lock held: does the line need this one? */
static bool is_needed(const struct worker *worker)
{
	const struct workers *workers = worker->all;

	return workers->first && (worker->called || workers->stopping ||
				  workers->running <= workers->at_once);
}

/* With the lock held. */
static struct task *task_take(struct workers *workers)
{
	struct task *task = workers->first;

	workers->first = task->next;
	if (!workers->first)
		workers->last = &workers->first;
	workers->taken++;
	call_for_line(workers);
	return task;
}

static void work(void *arg)
{
	struct worker *worker = self = arg;
	struct workers *workers = worker->all;
	struct task *task;

	uv_mutex_lock(&workers->lock);
	while (workers->first || !workers->stopping) {
		if (!is_needed(worker)) {
			worker->called = false;
			sleep_until_called(worker);
			continue;
		}
		worker->called = false;
		task = task_take(workers);
		uv_mutex_unlock(&workers->lock);
		task->run(task);
		uv_mutex_lock(&workers->lock);
	}
	uv_mutex_unlock(&workers->lock);
}

static void look_out(void *arg)
{
	struct workers *workers = arg;
	uint64_t seen;

	uv_mutex_lock(&workers->lock);
	while (!workers->stopping) {
		if (!workers->looking) {
			uv_cond_wait(&workers->look, &workers->lock);
			continue;
		}
		seen = workers->taken;
		uv_cond_timedwait(&workers->look, &workers->lock, workers->patience_ns);
		if (workers->first && workers->taken == seen)
			call(workers);
		workers->looking = workers->first;
	}
	uv_mutex_unlock(&workers->lock);
}

void worker_wait_begin(void)
{
	struct workers *workers;

	if (!self || self->waits++ > 0)
		return;
	workers = self->all;
	uv_mutex_lock(&workers->lock);
	workers->running--;
	call_for_line(workers);
	uv_mutex_unlock(&workers->lock);
}

void worker_wait_end(void)
{
	struct workers *workers;

	if (!self || --self->waits > 0)
		return;
	workers = self->all;
	uv_mutex_lock(&workers->lock);
	workers->running++;
	uv_mutex_unlock(&workers->lock);
}

static void must(int status)
{
	if (status != 0)
		log_fatal("workers.failed", "reason=\"%s\"", uv_strerror(status));
}

struct workers *workers_new(unsigned count, unsigned at_once, unsigned patience_ms)
{
	struct workers *workers =
		calloc(1, sizeof(*workers) + count * sizeof(workers->list[0]));

	if (!workers)
		log_fatal("memory.exhausted", "what=workers");
	must(uv_mutex_init(&workers->lock));
	workers->last = &workers->first;
	workers->count = workers->running = count;
	workers->at_once = at_once;
	workers->patience_ns = (uint64_t)patience_ms * NS_PER_MS;
	must(uv_cond_init(&workers->look));
	must(uv_thread_create(&workers->lookout, look_out, workers));
	for (unsigned i = 0; i < count; i++) {
		struct worker *worker = &workers->list[i];

		worker->all = workers;
		must(uv_cond_init(&worker->wake));
		must(uv_thread_create(&worker->thread, work, worker));
	}
	return workers;
}

void workers_add(struct workers *workers, struct task *task)
{
	task->next = NULL;
	uv_mutex_lock(&workers->lock);
	*workers->last = task;
	workers->last = &task->next;
	uv_mutex_unlock(&workers->lock);
}

void workers_call(struct workers *workers)
{
	uv_mutex_lock(&workers->lock);
	call_for_line(workers);
	uv_mutex_unlock(&workers->lock);
}

void workers_free(struct workers *workers)
{
	uv_mutex_lock(&workers->lock);
	workers->stopping = true;
	uv_cond_signal(&workers->look);
	for (unsigned i = 0; i < workers->count; i++)
		uv_cond_signal(&workers->list[i].wake);
	uv_mutex_unlock(&workers->lock);
	for (unsigned i = 0; i < workers->count; i++) {
		uv_thread_join(&workers->list[i].thread);
		uv_cond_destroy(&workers->list[i].wake);
	}
	uv_thread_join(&workers->lookout);
	uv_cond_destroy(&workers->look);
	uv_mutex_destroy(&workers->lock);
	free(workers);
}
