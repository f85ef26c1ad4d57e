/* The waiting hall: one look at everything per turn of the loop in which something changed. */
#include "backend/hall.h"

#include <stdlib.h>

#include "backend/memory.h"
#include "base/clock.h"
#include "base/text.h"

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
	void (*ask)(void *owner); /* for a deal; NULL: all slots are ours */
	void *asker;
	struct deal *deal; /* of this look */
	bool alone; /* the last one came to nothing */
	unsigned behind; /* who were told a place behind all claims, in this look */
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

static bool ready(const struct hall *hall, const struct guest *guest)
{
	return guest->not_before_ms <= hall->now_ms && !guest->no_room;
}

static struct claim *claim_of(const struct hall *hall, const struct guest *guest)
{
	return hall->deal && guest->claim >= 0 ? &hall->deal->ours[guest->claim] : NULL;
}

/* A backend of which this one was dealt a slot. */
static struct endpoint *granted(const struct hall *hall, const struct guest *guest)
{
	const struct claim *claim = claim_of(hall, guest);

	for (size_t i = 0; claim && i < hall->deal->backend_count; i++) {
		struct endpoint *endpoint =
			claim->granted[i] ? fleet_by_bit(hall->fleet, UINT32_C(1) << i)
					  : NULL;

		if (endpoint && endpoint->in_flight < endpoint->slots &&
		    endpoint_open(endpoint, hall->now_ms))
			return endpoint;
	}
	return NULL;
}

static struct endpoint *slot_for(const struct hall *hall, const struct guest *guest)
{
	struct endpoint *endpoint = granted(hall, guest);

	return endpoint ? endpoint
			: fleet_pick(hall->fleet, &guest->wanted, hall->now_ms);
}

static bool may_go(void *owner, const struct ticket *ticket)
{
	const struct hall *hall = owner;
	const struct guest *guest = ticket->owner;

	return ready(hall, guest) && slot_for(hall, guest);
}

static void grant_use(const struct hall *hall, const struct guest *guest,
		      const struct endpoint *endpoint)
{
	struct claim *claim = claim_of(hall, guest);
	int index = __builtin_ctz(endpoint->bit);

	if (claim && claim->granted[index])
		claim->granted[index]--;
}

static void give_slots(struct hall *hall)
{
	struct ticket *ticket;

	while ((ticket = queue_next(hall->queue, may_go, hall))) {
		struct guest *guest = ticket->owner;
		struct endpoint *endpoint = slot_for(hall, guest);

		grant_use(hall, guest, endpoint);
		leave(hall, guest);
		endpoint_enter(endpoint, hall->now_ms);
		hall->events.served(guest->owner, endpoint);
	}
}

/* Places: in this node's line, or in that of all nodes, which is known when there was a deal */

/* It has come since, and waits for the next deal. */
static bool claim_due(const struct hall *hall, const struct guest *guest)
{
	return guest->claim == CLAIM_NONE && ready(hall, guest) &&
	       fleet_open(hall->fleet, &guest->wanted, hall->now_ms);
}

static unsigned place_in_common(struct hall *hall, const struct guest *guest)
{
	struct claim *claim = claim_of(hall, guest);

	if (claim_due(hall, guest))
		return guest->place;
	if (!claim)
		return hall->deal->waiting + ++hall->behind;
	if (claim->told < claim->waiting)
		return claim->places[claim->told++];
	return 1; /* a slot was dealt that it could not use */
}

static void note_place(void *owner, struct ticket *ticket, bool changed)
{
	struct hall *hall = owner;
	struct guest *guest = ticket->owner;
	unsigned place = ticket->place;

	(void)changed;
	if (hall->ask && !hall->alone) {
		if (!hall->deal)
			return;
		place = place_in_common(hall, guest);
	}
	guest->place_new |= place != guest->place;
	guest->place = place;
}

static void tell_place(struct hall *hall, struct guest *guest)
{
	guest->place_new = false;
	guest->place_told = true;
	hall->events.place(guest->owner, guest->place,
			   fleet_wait_s(hall->fleet, guest->ticket.mask, guest->place,
					hall->now_ms));
}

/* Newcomers hear at once, the others every places_ms: a full hall is told often enough. */
static void tell_places(struct hall *hall)
{
	bool all = hall->now_ms - hall->told_ms >= hall->tuning->places_ms;
	struct guest *next;

	for (struct guest *guest = hall->guests; guest; guest = guest->next)
		guest->ticket.mask = fleet_mask(hall->fleet, guest->wanted.model);
	hall->behind = 0;
	queue_foresee(hall->queue, note_place, hall);
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

/* Deals */

struct claiming {
	struct hall *hall;
	struct deal *deal;
	struct arena *arena;
};

static struct claim *claim_for(const struct claiming *claiming, const struct guest *guest,
			       uint32_t backends)
{
	struct deal *deal = claiming->deal;
	struct claim *claim;

	for (size_t i = 0; i < deal->our_count; i++) {
		claim = &deal->ours[i];
		if (claim->backends == backends &&
		    text_equal(claim->course, guest->course) &&
		    text_equal(claim->tenant, guest->tenant))
			return claim;
	}
	if (deal->our_count == DEAL_CLAIMS_MAX)
		return NULL;
	claim = &deal->ours[deal->our_count++];
	claim->tenant = arena_strdup(claiming->arena, guest->tenant);
	claim->course = arena_strdup(claiming->arena, guest->course);
	claim->weight = guest->weight;
	claim->backends = backends;
	claim->ours = true;
	return claim;
}

static void claim_one(void *owner, struct ticket *ticket, bool changed)
{
	const struct claiming *claiming = owner;
	struct hall *hall = claiming->hall;
	struct guest *guest = ticket->owner;
	uint32_t backends = fleet_open(hall->fleet, &guest->wanted, hall->now_ms);
	struct claim *claim;

	(void)changed;
	guest->claim = CLAIM_NONE;
	if (!backends || !ready(hall, guest))
		return;
	claim = claim_for(claiming, guest, backends);
	guest->claim = claim ? (int)(claim - claiming->deal->ours) : CLAIM_BEHIND;
	if (claim)
		claim->count++;
}

void hall_claim(struct hall *hall, struct deal *deal, struct arena *arena)
{
	struct claiming claiming = {hall, deal, arena};

	deal->ours = arena_alloc(arena, DEAL_CLAIMS_MAX * sizeof(*deal->ours));
	deal->our_count = 0;
	hall->now_ms = clock_tick_ms();
	queue_foresee(hall->queue, claim_one, &claiming); /* in the order of service */
}

/* Somebody waits of whom the other nodes do not know, or a slot is free that may be theirs. */
static bool deal_due(const struct hall *hall)
{
	for (size_t i = 0; i < hall->fleet->count; i++) {
		const struct endpoint *endpoint = hall->fleet->endpoints[i];

		if (endpoint->by_turn && endpoint->in_flight < endpoint->slots)
			return true;
	}
	for (const struct guest *guest = hall->guests; guest; guest = guest->next)
		if (claim_due(hall, guest))
			return true;
	return false;
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
	if (hall->ask && deal_due(hall))
		hall->ask(hall->asker);
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
	guest->place = 0;
	guest->place_new = guest->place_told = false;
	guest->claim = CLAIM_NONE;
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

void hall_deal_by(struct hall *hall, void (*ask)(void *owner), void *owner)
{
	hall->ask = ask;
	hall->asker = owner;
	hall_look(hall);
}

void hall_dealt(struct hall *hall, struct deal *deal)
{
	hall->alone = false;
	hall->deal = deal;
	look(hall);
	hall->deal = NULL;
}

void hall_alone(struct hall *hall)
{
	hall->alone = true;
	for (struct guest *guest = hall->guests; guest; guest = guest->next)
		guest->claim = CLAIM_NONE;
	hall_look(hall);
}

struct guest *hall_first(struct hall *hall)
{
	return hall->guests;
}
