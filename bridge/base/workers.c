/* Workers: one lock over the line of tasks and the stack of those who sleep. */
#include "base/workers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <uv.h>

#include "base/log.h"

struct worker {
	struct workers *all;
	struct worker *next; /* in the stack of sleepers */
	uv_thread_t thread;
	uv_cond_t wake;
	bool called; /* out of the stack, told to wake */
};

struct workers {
	uv_mutex_t lock;
	struct task *first, **last; /* waiting, oldest first */
	struct worker *asleep; /* the latest on top */
	bool waking; /* one is called and has not looked yet */
	bool stopping;
	unsigned count;
	struct worker list[];
};

/* With the lock held: somebody must look at the line. */
static void call_one(struct workers *workers)
{
	struct worker *worker = workers->asleep;

	if (!worker || workers->waking || !workers->first)
		return;
	workers->asleep = worker->next;
	workers->waking = true;
	worker->called = true;
	uv_cond_signal(&worker->wake);
}

/* With the lock held, which is let go meanwhile. */
static void sleep_until_called(struct worker *worker)
{
	struct workers *workers = worker->all;

	worker->called = false;
	worker->next = workers->asleep;
	workers->asleep = worker;
	while (!worker->called && !workers->stopping)
		uv_cond_wait(&worker->wake, &workers->lock);
	workers->waking = false;
}

static void work(void *arg)
{
	struct worker *worker = arg;
	struct workers *workers = worker->all;
	struct task *task;

	uv_mutex_lock(&workers->lock);
	while (workers->first || !workers->stopping) {
		task = workers->first;
		if (!task) {
			sleep_until_called(worker);
			continue;
		}
		workers->first = task->next;
		if (!workers->first)
			workers->last = &workers->first;
		call_one(workers);
		uv_mutex_unlock(&workers->lock);
		task->run(task);
		uv_mutex_lock(&workers->lock);
	}
	uv_mutex_unlock(&workers->lock);
}

static void must(int status)
{
	if (status != 0)
		log_fatal("workers.failed", "reason=\"%s\"", uv_strerror(status));
}

struct workers *workers_new(unsigned count)
{
	struct workers *workers =
		calloc(1, sizeof(*workers) + count * sizeof(workers->list[0]));

	if (!workers)
		log_fatal("memory.exhausted", "what=workers");
	must(uv_mutex_init(&workers->lock));
	workers->last = &workers->first;
	workers->count = count;
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
	call_one(workers);
	uv_mutex_unlock(&workers->lock);
}

void workers_free(struct workers *workers)
{
	uv_mutex_lock(&workers->lock);
	workers->stopping = true;
	for (unsigned i = 0; i < workers->count; i++)
		uv_cond_signal(&workers->list[i].wake);
	uv_mutex_unlock(&workers->lock);
	for (unsigned i = 0; i < workers->count; i++) {
		uv_thread_join(&workers->list[i].thread);
		uv_cond_destroy(&workers->list[i].wake);
	}
	uv_mutex_destroy(&workers->lock);
	free(workers);
}
