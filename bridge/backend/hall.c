/* The waiting hall: one look at everything per turn of the loop in which something changed. */
#include "backend/hall.h"

#include <stdlib.h>

#include "backend/memory.h"
#include "base/clock.h"

struct hall {
	struct loop *loop;
	struct fleet *fleet;
	const struct endpoint_tuning *tuning;
	struct hall_events events;
	struct metrics *metrics;
	struct queue *queue;
	struct guest *guests;
	struct loop_timer *timer; /* the next look */
	int64_t look_ms; /* when that is */
	int64_t now_ms; /* of this look */
	int64_t told_ms; /* when all places were last told */
};

static void look(void *arg);

static void look_at(struct hall *hall, int64_t at_ms)
{
	int64_t now_ms = clock_tick_ms();

	if (hall->timer && hall->look_ms <= at_ms)
		return;
	loop_timer_cancel(&hall->timer);
	hall->look_ms = at_ms;
	hall->timer = loop_timer_start(hall->loop,
				       at_ms > now_ms ? (uint64_t)(at_ms - now_ms) : 0, 0,
				       look, hall);
}

static void leave(struct hall *hall, struct guest *guest)
{
	queue_leave(hall->queue, &guest->ticket);
	if (!guest->link)
		return;
	*guest->link = guest->next;
	if (guest->next)
		guest->next->link = guest->link;
	guest->link = NULL;
}

static void tell_length(struct hall *hall)
{
	if (hall->metrics)
		metrics_set(hall->metrics, "kibridge_queue_length", "",
			    (double)queue_length(hall->queue));
}

/* Whom waiting does not help */

static enum relay_end end_by(enum outlook outlook)
{
	switch (outlook) {
	case OUTLOOK_DOWN:
		return RELAY_UNAVAILABLE;
	case OUTLOOK_NOBODY:
		return RELAY_REFUSED;
	case OUTLOOK_COOLING:
	case OUTLOOK_WAIT:
		break;
	}
	return RELAY_BUSY;
}

/* @return whether the guest was sent away */
static bool send_away(struct hall *hall, struct guest *guest)
{
	int64_t cool_ms;
	enum outlook outlook = fleet_outlook(hall->fleet, &guest->wanted,
					     guest->give_up_ms, hall->now_ms, &cool_ms);
	unsigned retry_s = 0;

	if (outlook == OUTLOOK_WAIT && !guest->no_room &&
	    hall->now_ms < guest->give_up_ms)
		return false;
	if (outlook == OUTLOOK_COOLING)
		retry_s = (unsigned)((cool_ms - hall->now_ms + 999) / 1000);
	leave(hall, guest);
	hall->events.sent_away(guest->owner, end_by(outlook), retry_s);
	return true;
}

/* The next one, unless what was called back has made it leave: then from the beginning. */
static struct guest *still_here(const struct hall *hall, struct guest *next)
{
	return next && !next->link ? hall->guests : next;
}

static void send_away_all(struct hall *hall)
{
	struct guest *next;

	for (struct guest *guest = hall->guests; guest; guest = next) {
		next = guest->next;
		if (send_away(hall, guest))
			next = still_here(hall, next);
	}
}

/* Slots */

static bool may_go(void *owner, const struct ticket *ticket)
{
	struct hall *hall = owner;
	const struct guest *guest = ticket->owner;

	return guest->not_before_ms <= hall->now_ms && !guest->no_room &&
	       fleet_pick(hall->fleet, &guest->wanted, hall->now_ms);
}

static void give_slots(struct hall *hall)
{
	struct ticket *ticket;

	while ((ticket = queue_next(hall->queue, may_go, hall))) {
		struct guest *guest = ticket->owner;
		struct endpoint *endpoint =
			fleet_pick(hall->fleet, &guest->wanted, hall->now_ms);

		leave(hall, guest);
		endpoint_enter(endpoint, hall->now_ms);
		hall->events.served(guest->owner, endpoint);
	}
}

/* Places */

static void note_place(void *owner, struct ticket *ticket, bool changed)
{
	(void)owner;
	((struct guest *)ticket->owner)->place_new |= changed;
}

static void tell_place(struct hall *hall, struct guest *guest)
{
	guest->place_new = false;
	guest->place_told = true;
	hall->events.place(guest->owner, guest->ticket.place,
			   fleet_wait_s(hall->fleet, guest->ticket.mask,
					guest->ticket.place, hall->now_ms));
}

/* Newcomers hear at once, the others every places_ms: a full hall is told often enough. */
static void tell_places(struct hall *hall)
{
	bool all = hall->now_ms - hall->told_ms >= hall->tuning->places_ms;
	struct guest *next;

	for (struct guest *guest = hall->guests; guest; guest = guest->next)
		guest->ticket.mask = fleet_mask(hall->fleet, guest->wanted.model);
	queue_foresee(hall->queue, note_place, NULL);
	if (all)
		hall->told_ms = hall->now_ms;
	for (struct guest *guest = hall->guests; guest; guest = next) {
		next = guest->next;
		if (!guest->place_new || (!all && guest->place_told))
			continue;
		tell_place(hall, guest);
		next = still_here(hall, next);
	}
}

static int64_t next_look_ms(const struct hall *hall)
{
	int64_t next_ms = fleet_next_ms(hall->fleet, hall->now_ms);

	for (const struct guest *guest = hall->guests; guest; guest = guest->next) {
		if (guest->not_before_ms > hall->now_ms && guest->not_before_ms < next_ms)
			next_ms = guest->not_before_ms;
		if (guest->place_new && hall->told_ms + hall->tuning->places_ms < next_ms)
			next_ms = hall->told_ms + hall->tuning->places_ms;
	}
	if (hall->guests && next_ms > hall->now_ms + hall->tuning->tick_ms)
		next_ms = hall->now_ms + hall->tuning->tick_ms;
	return next_ms;
}

static void look(void *arg)
{
	struct hall *hall = arg;
	int64_t next_ms;

	loop_timer_cancel(&hall->timer);
	hall->now_ms = clock_tick_ms();
	send_away_all(hall);
	give_slots(hall);
	tell_places(hall);
	tell_length(hall);
	next_ms = next_look_ms(hall);
	if (next_ms != INT64_MAX)
		look_at(hall, next_ms);
}

struct hall *hall_new(struct loop *loop, struct fleet *fleet,
		      const struct endpoint_tuning *tuning,
		      const struct hall_events *events, struct metrics *metrics)
{
	struct hall *hall = memory_new(sizeof(*hall));

	hall->loop = loop;
	hall->fleet = fleet;
	hall->tuning = tuning;
	hall->events = *events;
	hall->metrics = metrics;
	hall->queue = queue_new(HALL_GUESTS_MAX);
	return hall;
}

void hall_free(struct hall *hall)
{
	if (!hall)
		return;
	loop_timer_cancel(&hall->timer);
	queue_free(hall->queue);
	free(hall);
}

static void admit(struct hall *hall, struct guest *guest)
{
	guest->ticket.owner = guest;
	guest->place_new = guest->place_told = false;
	guest->next = hall->guests;
	guest->link = &hall->guests;
	if (guest->next)
		guest->next->link = &guest->next;
	hall->guests = guest;
	hall_look(hall);
}

void hall_enter(struct hall *hall, struct guest *guest)
{
	guest->no_room = !queue_join(hall->queue, &guest->ticket, guest->tenant,
				     guest->course, guest->person, guest->weight);
	admit(hall, guest);
}

void hall_reenter(struct hall *hall, struct guest *guest)
{
	queue_rejoin(hall->queue, &guest->ticket, guest->tenant, guest->course,
		     guest->person, guest->weight);
	admit(hall, guest);
}

void hall_leave(struct hall *hall, struct guest *guest)
{
	if (guest->link)
		hall_look(hall);
	leave(hall, guest);
}

void hall_look(struct hall *hall)
{
	look_at(hall, INT64_MIN);
}

struct guest *hall_first(struct hall *hall)
{
	return hall->guests;
}
