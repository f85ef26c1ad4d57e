/*
 * Queue: the waiting line in front of the backends. Weighted deficit round robin by tenant,
 * then in turn by course, then by person; a person's own requests in their order. So a course
 * with fifty waiting gets every other slot while a second course waits, not fifty in a row.
 *
 * Knows nothing of backends: who asks for the next ticket says which tickets may go.
 */
#ifndef KIBRIDGE_BACKEND_QUEUE_H
#define KIBRIDGE_BACKEND_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue;
struct party; /* a tenant, a course of it, or a person in that: whoever waits in one ring */

/* Part of whoever waits; the queue links it and allocates nothing for it. */
struct ticket {
	void *owner;
	uint32_t mask; /* which backends may serve it, a bit each: for its place */
	unsigned place; /* as last foreseen, from 1 */
	struct party *person; /* NULL: not in the line */
	struct ticket *before, *after; /* the person's other tickets */
};

struct queue *queue_new(size_t tickets_max);
void queue_free(struct queue *queue); /* tickets in it are forgotten */

/** False when the line is full. @weight the tenant's share, at least 1; the newest word counts */
bool queue_join(struct queue *queue, struct ticket *ticket, const char *tenant,
		const char *course, const char *person, unsigned weight);
/** Back to the front of one's own tickets: the slot that was given was none. Never full. */
void queue_rejoin(struct queue *queue, struct ticket *ticket, const char *tenant,
		  const char *course, const char *person, unsigned weight);
void queue_leave(struct queue *queue, struct ticket *ticket); /* not in the line: fine */

/** The next ticket that may go, taken out of the line; NULL if none may. */
typedef bool queue_may_go_fn(void *owner, const struct ticket *ticket);
struct ticket *queue_next(struct queue *queue, queue_may_go_fn *may_go, void *owner);

/**
 * Foresee everybody's place: how many would be served before, of those that compete for the same
 * backends. Then tell(owner, ticket, changed) each, in the order of service; tell may not change
 * the line.
 */
typedef void queue_tell_fn(void *owner, struct ticket *ticket, bool changed);
void queue_foresee(struct queue *queue, queue_tell_fn *tell, void *owner);

size_t queue_length(const struct queue *queue);

#endif
