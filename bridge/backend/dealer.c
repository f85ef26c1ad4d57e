/* The dealer: the rhythm of rounds, and the way of each from the loop to a worker and back. */
#include "backend/dealer.h"

#include "backend/inside.h"
#include "backend/memory.h"
#include "backend/round.h"
#include "base/clock.h"
#include "base/text.h"

#define ROUND_LEAST_MS 100 /* between the beginnings of two */
#define ROUND_WAITING_MS 1000 /* while somebody waits here; and after one that failed */
#define ROUND_SLOW_MS 1000 /* then the node goes on without */
#define ASKED_BYTES_MAX (16 * MIB)

struct dealer {
	struct loop *loop;
	struct db *db;
	struct backends *backends;
	struct metrics *metrics;
	struct round round;
	struct arena *asked; /* what the round under way was asked with */
	struct loop_timer *next, *slow;
	int64_t next_ms, begun_ms;
	bool running, due; /* one is under way; another is wanted after it */
	enum db_status status; /* of the last */
	unsigned nodes;
};

/* --- on a worker ------------------------------------------------------------------------------ */

static enum db_status round_write(struct db_conn *tx, void *arg)
{
	struct dealer *dealer = arg;

	return round_run(&dealer->round, tx, clock_now_s(), clock_tick_ms());
}

static void run(void *arg)
{
	struct dealer *dealer = arg;

	dealer->status = db_write(dealer->db, round_write, dealer);
}

/* --- on the loop ------------------------------------------------------------------------------ */

static void begin(void *arg);

static void begin_at(struct dealer *dealer, int64_t at_ms)
{
	int64_t now_ms = clock_tick_ms();

	if (dealer->next && dealer->next_ms <= at_ms)
		return;
	loop_timer_cancel(&dealer->next);
	dealer->next_ms = at_ms;
	dealer->next = loop_timer_start(dealer->loop,
					at_ms > now_ms ? (uint64_t)(at_ms - now_ms) : 0,
					0, begin, dealer);
}

static void ask(void *owner)
{
	struct dealer *dealer = owner;

	if (dealer->running)
		dealer->due = true;
	else
		begin_at(dealer,
			 dealer->begun_ms + (dealer->status == DB_OK ? ROUND_LEAST_MS
								     : ROUND_WAITING_MS));
}

/* A backend of the deal is the endpoint whose bit has its number. */
static void backends_ask(struct dealer *dealer)
{
	const struct fleet *fleet = &dealer->backends->fleet;
	struct deal *deal = &dealer->round.asked;

	*deal = (struct deal){0};
	for (size_t i = 0; i < DEAL_BACKENDS_MAX; i++)
		deal->backends[i].name = "";
	for (size_t i = 0; i < fleet->count; i++) {
		struct endpoint *endpoint = fleet->endpoints[i];
		size_t index = (size_t)__builtin_ctz(endpoint->bit);

		if (endpoint->retired)
			continue;
		endpoint_offer(endpoint);
		deal->backends[index] = (struct deal_backend){
			.name = arena_strdup(dealer->asked, endpoint->name),
			.slots = endpoint->max_in_flight,
			.busy = endpoint->in_flight,
			.hold_ms = endpoint->hold_ms,
		};
		if (deal->backend_count <= index)
			deal->backend_count = index + 1;
	}
}

static void backends_take(struct dealer *dealer)
{
	const struct deal *deal = &dealer->round.deal;

	for (size_t i = 0; i < deal->backend_count; i++) {
		const struct deal_backend *backend = &deal->backends[i];
		struct endpoint *endpoint =
			fleet_by_bit(&dealer->backends->fleet, UINT32_C(1) << i);

		if (!endpoint || endpoint->retired ||
		    !text_equal(endpoint->name, backend->name))
			continue;
		endpoint_dealt(endpoint, backend->held, backend->line);
		if (endpoint->hold_ms <= 0)
			endpoint->hold_ms = backend->hold_ms;
	}
}

static void tell_nodes(struct dealer *dealer, unsigned nodes)
{
	if (dealer->nodes == nodes)
		return;
	dealer->nodes = nodes;
	log_info("nodes.changed", "nodes=%u rank=%u", nodes, dealer->round.deal.rank);
	metrics_set(dealer->metrics, "kibridge_nodes", "", nodes);
}

static void go_alone(struct dealer *dealer)
{
	const struct fleet *fleet = &dealer->backends->fleet;

	for (size_t i = 0; i < fleet->count; i++)
		endpoint_keep(fleet->endpoints[i]);
	hall_alone(dealer->backends->hall);
}

static void on_slow(void *arg)
{
	struct dealer *dealer = arg;

	log_warn("nodes.slow", NULL);
	go_alone(dealer);
}

static void done(void *arg)
{
	struct dealer *dealer = arg;
	struct hall *hall = dealer->backends->hall;
	bool due = dealer->due;

	loop_timer_cancel(&dealer->slow);
	dealer->running = dealer->due = false;
	if (dealer->status == DB_OK) {
		round_keep(&dealer->round, clock_tick_ms());
		tell_nodes(dealer, dealer->round.deal.nodes);
		backends_take(dealer);
		hall_dealt(hall, &dealer->round.deal);
	} else {
		log_warn("nodes.no_deal", NULL);
		go_alone(dealer);
	}
	if (due)
		ask(dealer);
	begin_at(dealer, dealer->begun_ms + (hall_first(hall) ? ROUND_WAITING_MS
							      : NODE_RENEW_S * 1000));
}

static void begin(void *arg)
{
	struct dealer *dealer = arg;

	loop_timer_cancel(&dealer->next);
	arena_free(dealer->asked);
	dealer->asked = arena_new(ASKED_BYTES_MAX);
	backends_ask(dealer);
	hall_claim(dealer->backends->hall, &dealer->round.asked, dealer->asked);
	dealer->running = true;
	dealer->begun_ms = clock_tick_ms();
	dealer->slow = loop_timer_start(dealer->loop, ROUND_SLOW_MS, 0, on_slow, dealer);
	loop_work(dealer->loop, run, done, dealer);
}

struct dealer *dealer_start(struct loop *loop, struct db *db, struct backends *backends,
			    struct metrics *metrics)
{
	struct dealer *dealer;

	if (!db_is_shared(db))
		return NULL;
	dealer = memory_new(sizeof(*dealer));
	dealer->loop = loop;
	dealer->db = db;
	dealer->backends = backends;
	dealer->metrics = metrics;
	random_id(dealer->round.node);
	backends->shared = true;
	for (size_t i = 0; i < backends->fleet.count; i++)
		endpoint_share(backends->fleet.endpoints[i]);
	hall_deal_by(backends->hall, ask, dealer);
	begin_at(dealer, 0);
	return dealer;
}

static void wake(void *arg)
{
	ask(arg);
}

void dealer_notice(struct dealer *dealer, const char *payload)
{
	if (dealer && !text_equal(payload, dealer->round.node))
		loop_post(dealer->loop, wake, dealer);
}

static enum db_status leave_write(struct db_conn *tx, void *arg)
{
	const struct dealer *dealer = arg;

	return node_gone(tx, dealer->round.node);
}

void dealer_stop(struct dealer **dealer)
{
	struct dealer *gone = *dealer;

	*dealer = NULL;
	if (!gone)
		return;
	loop_timer_cancel(&gone->next);
	loop_timer_cancel(&gone->slow);
	if (gone->nodes && db_write(gone->db, leave_write, gone) != DB_OK)
		log_warn("nodes.not_left", NULL);
	round_clear(&gone->round);
	arena_free(gone->asked);
	free(gone);
}
