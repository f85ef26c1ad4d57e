/*
 * Workers: threads that take tasks from one line, in the order of coming. Room-internal: the
 * loop hands over with loop_work().
 *
 * A task may block for long, so each is taken alone and there are many threads; most of them
 * sleep. Waking one costs more than a short task, so only one is on its way at a time: it wakes
 * the next when it has taken a task and sees another. The one that went to sleep last wakes first.
 */
#ifndef KIBRIDGE_BASE_WORKERS_H
#define KIBRIDGE_BASE_WORKERS_H

struct workers;

struct task { /* the first member of what the caller hands in */
	struct task *next;
	void (*run)(struct task *task); /* on a worker; may free the task */
};

struct workers *workers_new(unsigned count);
/** Any thread. The task is the workers' until it runs. */
void workers_add(struct workers *workers, struct task *task);
/** Runs what is in the line, then ends the threads. */
void workers_free(struct workers *workers);

#endif
