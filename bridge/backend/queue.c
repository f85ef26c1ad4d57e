/*
 * The waiting line. Owns the parties: tenants in a ring, each with a ring of its courses, each
 * with a ring of its persons, each with a list of tickets. A party is there while somebody of it
 * waits.
 *
 * Every ring exists in two views: as it is, and as foreseen, where the same turns are taken
 * without serving anybody, to say who will be served when.
 */
#include "backend/queue.h"

#include <string.h>

#include "backend/memory.h"

enum view { REAL, FORESEEN, VIEWS };

struct ring {
	struct party *first[VIEWS], **last[VIEWS];
};

struct party {
	char *name;
	struct party *within; /* a person's course, a course's tenant, NULL */
	struct ring ring; /* of those below; empty for a person */
	struct ticket *first; /* a person's */
	struct ticket *cursor; /* the first ticket not yet foreseen */
	unsigned weight;
	unsigned left[VIEWS]; /* turns before the next one's: the deficit */
	struct party *next[VIEWS];
};

struct queue {
	struct ring tenants;
	size_t length, max;
};

#define MASKS_MAX 64 /* different sets of backends told apart in one foresight */

struct foresight {
	struct {
		uint32_t mask;
		unsigned count;
	} seen[MASKS_MAX];
	size_t seen_count;
};

/* Rings */

static void ring_init(struct ring *ring, enum view view)
{
	ring->first[view] = NULL;
	ring->last[view] = &ring->first[view];
}

static void ring_append(struct ring *ring, enum view view, struct party *party)
{
	party->left[view] = party->weight;
	party->next[view] = NULL;
	*ring->last[view] = party;
	ring->last[view] = &party->next[view];
}

static void ring_remove(struct ring *ring, enum view view, struct party **at)
{
	struct party *party = *at;

	*at = party->next[view];
	if (ring->last[view] == &party->next[view])
		ring->last[view] = at;
}

/* Parties */

static struct ring *ring_of(struct queue *queue, const struct party *party)
{
	return party->within ? &party->within->ring : &queue->tenants;
}

static struct party *party_in(struct ring *ring, struct party *within, const char *name,
			      unsigned weight)
{
	struct party *party;

	for (party = ring->first[REAL]; party; party = party->next[REAL])
		if (strcmp(party->name, name) == 0)
			break;
	if (party) {
		party->weight = weight;
		if (party->left[REAL] > weight)
			party->left[REAL] = weight;
		return party;
	}
	party = memory_new(sizeof(*party));
	party->name = memory_must(strdup(name));
	party->within = within;
	party->weight = weight;
	for (int view = 0; view < VIEWS; view++)
		ring_init(&party->ring, view);
	ring_append(ring, REAL, party);
	return party;
}

static bool party_empty(const struct party *party, enum view view)
{
	return !party->ring.first[view] && !(view == REAL ? party->first : party->cursor);
}

static void party_free(struct party *party)
{
	free(party->name);
	free(party);
}

/* Parties that nobody waits for any more go, from the person upwards. */
static void parties_prune(struct queue *queue, struct party *party)
{
	while (party && party_empty(party, REAL)) {
		struct party *within = party->within;
		struct ring *ring = ring_of(queue, party);
		struct party **at = &ring->first[REAL];

		while (*at != party)
			at = &(*at)->next[REAL];
		ring_remove(ring, REAL, at);
		party_free(party);
		party = within;
	}
}

/* Tickets */

static struct party *person_of(struct queue *queue, const char *tenant,
			       const char *course, const char *person, unsigned weight)
{
	struct party *party = party_in(&queue->tenants, NULL, tenant ? tenant : "",
				       weight ? weight : 1);

	party = party_in(&party->ring, party, course ? course : "", 1);
	return party_in(&party->ring, party, person ? person : "", 1);
}

static void ticket_insert(struct queue *queue, struct ticket *ticket,
			  struct party *person, struct ticket *before)
{
	struct ticket *after = before ? before->after : person->first;

	ticket->person = person;
	ticket->place = 0;
	ticket->before = before;
	ticket->after = after;
	if (before)
		before->after = ticket;
	else
		person->first = ticket;
	if (after)
		after->before = ticket;
	queue->length++;
}

static void ticket_remove(struct queue *queue, struct ticket *ticket)
{
	if (ticket->before)
		ticket->before->after = ticket->after;
	else
		ticket->person->first = ticket->after;
	if (ticket->after)
		ticket->after->before = ticket->before;
	ticket->before = ticket->after = NULL;
	ticket->person = NULL;
	queue->length--;
}

/* Turns, the same in both views */

typedef struct ticket *ticket_find_fn(struct party *person, void *arg);

static struct ticket *turn_take(struct ring *ring, enum view view, ticket_find_fn *find,
				void *arg)
{
	for (struct party **at = &ring->first[view]; *at; at = &(*at)->next[view]) {
		struct party *party = *at;
		struct ticket *ticket = party->ring.first[view]
						? turn_take(&party->ring, view, find, arg)
						: find(party, arg);

		if (!ticket)
			continue; /* keeps its turn until it can use it */
		if (view == FORESEEN && party_empty(party, view)) {
			ring_remove(ring, view, at);
		} else if (--party->left[view] == 0) {
			ring_remove(ring, view, at);
			ring_append(ring, view, party);
		}
		return ticket;
	}
	return NULL;
}

struct admission {
	queue_may_go_fn *may_go;
	void *owner;
};

static struct ticket *first_admitted(struct party *person, void *arg)
{
	const struct admission *admission = arg;

	for (struct ticket *ticket = person->first; ticket; ticket = ticket->after)
		if (admission->may_go(admission->owner, ticket))
			return ticket;
	return NULL;
}

static struct ticket *next_foreseen(struct party *person, void *arg)
{
	struct ticket *ticket = person->cursor;

	(void)arg;
	person->cursor = ticket->after;
	return ticket;
}

static void ring_copy(struct ring *ring)
{
	ring_init(ring, FORESEEN);
	for (struct party *party = ring->first[REAL]; party; party = party->next[REAL]) {
		ring_append(ring, FORESEEN, party);
		party->left[FORESEEN] = party->left[REAL];
		party->cursor = party->first;
		ring_copy(&party->ring);
	}
}

/* How many of those before compete with this one, and it. */
static unsigned place_in(struct foresight *foresight, uint32_t mask)
{
	unsigned place = 1;
	bool found = false;

	for (size_t i = 0; i < foresight->seen_count; i++) {
		if (foresight->seen[i].mask & mask)
			place += foresight->seen[i].count;
		if (foresight->seen[i].mask == mask) {
			foresight->seen[i].count++;
			found = true;
		}
	}
	if (!found && foresight->seen_count < MASKS_MAX) {
		foresight->seen[foresight->seen_count].mask = mask;
		foresight->seen[foresight->seen_count++].count = 1;
	}
	return place;
}

struct queue *queue_new(size_t tickets_max)
{
	struct queue *queue = memory_new(sizeof(*queue));

	queue->max = tickets_max;
	for (int view = 0; view < VIEWS; view++)
		ring_init(&queue->tenants, view);
	return queue;
}

static void ring_free(struct ring *ring)
{
	struct party *party = ring->first[REAL];

	while (party) {
		struct party *next = party->next[REAL];

		for (struct ticket *ticket = party->first; ticket; ticket = ticket->after)
			ticket->person = NULL;
		ring_free(&party->ring);
		party_free(party);
		party = next;
	}
}

void queue_free(struct queue *queue)
{
	if (!queue)
		return;
	ring_free(&queue->tenants);
	free(queue);
}

bool queue_join(struct queue *queue, struct ticket *ticket, const char *tenant,
		const char *course, const char *person, unsigned weight)
{
	struct party *party;
	struct ticket *last;

	if (queue->length >= queue->max)
		return false;
	party = person_of(queue, tenant, course, person, weight);
	last = party->first;
	while (last && last->after)
		last = last->after;
	ticket_insert(queue, ticket, party, last);
	return true;
}

void queue_rejoin(struct queue *queue, struct ticket *ticket, const char *tenant,
		  const char *course, const char *person, unsigned weight)
{
	ticket_insert(queue, ticket, person_of(queue, tenant, course, person, weight),
		      NULL);
}

void queue_leave(struct queue *queue, struct ticket *ticket)
{
	struct party *person = ticket->person;

	if (!person)
		return;
	ticket_remove(queue, ticket);
	parties_prune(queue, person);
}

struct ticket *queue_next(struct queue *queue, queue_may_go_fn *may_go, void *owner)
{
	struct admission admission = {may_go, owner};
	struct ticket *ticket =
		turn_take(&queue->tenants, REAL, first_admitted, &admission);

	if (ticket)
		queue_leave(queue, ticket);
	return ticket;
}

void queue_foresee(struct queue *queue, queue_tell_fn *tell, void *owner)
{
	struct foresight foresight = {.seen_count = 0};
	struct ticket *ticket;

	ring_copy(&queue->tenants);
	while ((ticket = turn_take(&queue->tenants, FORESEEN, next_foreseen, NULL))) {
		unsigned place = place_in(&foresight, ticket->mask);
		bool changed = place != ticket->place;

		ticket->place = place;
		tell(owner, ticket, changed);
	}
}

size_t queue_length(const struct queue *queue)
{
	return queue->length;
}
