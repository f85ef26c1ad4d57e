/*
 * Workers: threads that take tasks from one line, in the order of coming. The loop hands over with
 * loop_work(); what runs there needs this header only to say that it waits.
 *
 * There are many threads, as a task may wait for long, but no more than the machine has cores are
 * meant to run at once: each more would only take the processor, and the caches, from the others.
 * A worker that waits says so, and another runs in its stead. Tasks that hold the line up all the
 * same, as they wait unsaid or have much to compute, are noticed: then one more may run.
 *
 * Waking a thread costs more than a short task, so only one is on its way at a time: it wakes the
 * next when it has taken a task and sees another. The one that went to sleep last wakes first.
 */
#ifndef KIBRIDGE_BASE_WORKERS_H
#define KIBRIDGE_BASE_WORKERS_H

struct workers;

struct task { /* the first member of what the caller hands in */
	struct task *next;
	void (*run)(struct task *task); /* on a worker; may free the task */
};

/**
 * @count        threads
 * @at_once      of them, meant to run at the same time; at least 1
 * @patience_ms  that the line may stand still before one more runs
 */
struct workers *workers_new(unsigned count, unsigned at_once, unsigned patience_ms);
/** Any thread. The task is the workers' until it runs; they take it when they are called. */
void workers_add(struct workers *workers, struct task *task);
/** Any thread, after one or more were added. */
void workers_call(struct workers *workers);
/** Runs what is in the line, then ends the threads. */
void workers_free(struct workers *workers);

/**
 * Around what a task waits for: a server, a child, the disk, another thread. They may be nested;
 * on a thread that is no worker they do nothing.
 */
void worker_wait_begin(void);
void worker_wait_end(void);

#endif
