/*
 * The relay: a table of states around attempts. While it waits it is a guest of the hall; with a
 * slot it has an attempt; when it has ended its memory stays for one more turn of the loop,
 * because the outcome's strings are borrowed from it.
 */
#include "backend/relay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/answer.h"
#include "backend/attempt.h"
#include "backend/inside.h"
#include "backend/judge.h"
#include "backend/memory.h"
#include "backend/request_text.h"
#include "backend/verdict.h"
#include "base/clock.h"
#include "base/text.h"

#define WAIT_MAX_S 300

enum state { WAIT_SLOT, CONNECT, AWAIT_TOKENS, DONE };

struct relay {
	struct backends *backends;
	struct relay *next, **link; /* all running, or all ended */
	struct arena *arena;
	struct relay_events events;
	void *owner;
	enum state state;
	struct guest guest;
	bool waited; /* told a place, or new: started() is due */
	bool paused;

	enum relay_kind kind;
	const char *id, *model;
	const char *object; /* the request's JSON without its last brace */
	size_t object_len;
	int64_t cut_at_tokens;
	int64_t begun_ms, slot_ms; /* when it came, and when it got its slot */

	struct endpoint *endpoint; /* whose slot it has */
	struct attempt *attempt;
	unsigned attempts;
	enum usage_ask ask;
	const char *format; /* response_format's JSON; NULL: none */
	bool formless; /* this backend is asked without it */
	bool fresh;
	struct answer answer;
	struct relay_outcome outcome;
};

typedef enum state relay_step(struct relay *relay);
static relay_step open_upstream;

/* clang-format off */
static relay_step *const step[] = {
	[WAIT_SLOT]    = NULL,          /* parked: the hall wakes us */
	[CONNECT]      = open_upstream,
	[AWAIT_TOKENS] = NULL,          /* parked: chunks, the attempt's end or the owner wake us */
	[DONE]         = NULL,          /* parked for good; the outcome is known */
};
/* clang-format on */

static void relay_run(struct relay *relay,
		      enum state state) /* the only writer of state */
{
	while (step[state])
		state = step[state](relay);
	relay->state = state;
}

/* Lists and memory */

static void list_add(struct relay **list, struct relay *relay)
{
	relay->next = *list;
	relay->link = list;
	if (relay->next)
		relay->next->link = &relay->next;
	*list = relay;
}

static void list_remove(struct relay *relay)
{
	*relay->link = relay->next;
	if (relay->next)
		relay->next->link = relay->link;
}

static void relay_free(struct relay *relay)
{
	list_remove(relay);
	answer_clear(&relay->answer);
	arena_free(relay->arena);
	free(relay);
}

void relays_bury(struct backends *backends, bool all)
{
	struct relay *next;

	for (struct relay *relay = backends->ended; relay; relay = next) {
		next = relay->next;
		relay_free(relay);
	}
	for (struct relay *relay = all ? backends->relays : NULL; relay; relay = next) {
		next = relay->next;
		attempt_cancel(&relay->attempt);
		hall_leave(backends->hall, &relay->guest);
		relay_free(relay);
	}
}

static void bury(void *arg)
{
	struct backends *backends = arg;

	loop_timer_cancel(&backends->burial);
	relays_bury(backends, false);
	fleet_prune(&backends->fleet);
}

/* The slot and the end */

static const char *end_name(enum relay_end end)
{
	static const char *const names[] = {
		[RELAY_FINISHED] = "finished",	     [RELAY_CUT] = "cut",
		[RELAY_UNAVAILABLE] = "unavailable", [RELAY_BUSY] = "busy",
		[RELAY_TOO_LONG] = "too_long",	     [RELAY_REFUSED] = "refused",
		[RELAY_BROKEN] = "broken",
	};

	return names[end];
}

static void count_attempt(const struct relay *relay, const char *outcome)
{
	char labels[192];

	if (!relay->backends->metrics)
		return;
	snprintf(labels, sizeof(labels), "%s,outcome=\"%s\"",
		 relay->endpoint->metric_label, outcome);
	metrics_add(relay->backends->metrics, "kibridge_backend_requests_total", labels,
		    1);
}

static void observe(const struct relay *relay, const char *name, const char *labels,
		    int64_t since_ms)
{
	if (relay->backends->metrics)
		metrics_observe(relay->backends->metrics, name, labels,
				(double)(clock_tick_ms() - since_ms) / 1000.0);
}

/* @outcome how the attempt ended, for the metrics */
static void slot_give_back(struct relay *relay, const char *outcome)
{
	struct endpoint *endpoint = relay->endpoint;

	if (!endpoint)
		return;
	count_attempt(relay, outcome);
	relay->endpoint = NULL;
	endpoint_exit(endpoint,
		      relay->answer.begun ? clock_tick_ms() - relay->slot_ms : 0);
	hall_look(relay->backends->hall);
}

/* Nothing calls the owner after this. */
static void relay_close(struct relay *relay, const char *outcome)
{
	struct backends *backends = relay->backends;

	answer_tell(&relay->answer, &relay->outcome);
	relay->answer.silent = true;
	attempt_cancel(&relay->attempt);
	hall_leave(backends->hall, &relay->guest);
	slot_give_back(relay, outcome);
	relay_run(relay, DONE);
	list_remove(relay);
	list_add(&backends->ended, relay);
	if (!backends->burial)
		backends->burial = loop_timer_start(backends->loop, 0, 0, bury, backends);
}

static void relay_end(struct relay *relay, enum relay_end end)
{
	relay->outcome.end = end;
	if (end != RELAY_BUSY)
		relay->outcome.retry_after_s = 0;
	relay_close(relay, end_name(end));
	relay->events.ended(relay->owner, &relay->outcome);
}

/* Chunks */

static void note_first(struct relay *relay)
{
	struct endpoint *endpoint = relay->endpoint;

	observe(relay, "kibridge_backend_first_token_seconds", endpoint->metric_label,
		relay->slot_ms);
	if (endpoint_succeeded(endpoint))
		backends_changed(relay->backends);
	if (relay->kind == RELAY_CHAT &&
	    relay->ask < endpoint->ask) /* what it did not understand is not sent again */
		endpoint->ask = relay->ask;
	if (relay->format && relay->formless &&
	    endpoint_takes_format(endpoint, relay->model))
		endpoint_refused_format(endpoint, relay->model);
}

static bool over_the_cut(const struct relay *relay, const struct chunk *chunk)
{
	return relay->cut_at_tokens > 0 && chunk->has_usage && !relay->answer.finish[0] &&
	       chunk->usage.prompt_tokens + chunk->usage.completion_tokens >=
		       relay->cut_at_tokens;
}

static void on_chunk(void *owner, const struct chunk *chunk)
{
	struct relay *relay = owner;

	if (answer_begins(&relay->answer, chunk))
		note_first(relay);
	answer_take(&relay->answer, chunk);
	if (relay->state != DONE && over_the_cut(relay, chunk))
		relay_end(relay, RELAY_CUT);
}

static void on_rest(void *owner)
{
	struct relay *relay = owner;

	if (relay->state != DONE && relay->events.rest)
		relay->events.rest(relay->owner);
}

/* The end of an attempt, and what then */

static void tell_failure(const struct relay *relay, const struct attempt_end *end)
{
	const struct chunk_error *error = &end->failure.error;

	log_warn("backend.failed",
		 "turn=%s backend=%s status=%d in_stream=%d transport=%d silent=%d "
		 "type=%s message_bytes=%zu attempt=%u delivered=%d",
		 relay->id, relay->endpoint->name, end->status,
		 end->failure.status != end->status, (int)end->failure.end,
		 end->failure.silent, error->type[0] ? error->type : "-",
		 error->message_len, relay->attempts, relay->answer.begun);
}

/* May it go back into the hall? Then it is there. */
static bool wait_again(struct relay *relay, uint32_t avoid, int64_t not_before_ms)
{
	struct guest *guest = &relay->guest;
	int64_t now_ms = clock_tick_ms(), cool_ms;

	guest->wanted.avoid = avoid;
	guest->not_before_ms = not_before_ms;
	if (fleet_outlook(&relay->backends->fleet, &guest->wanted, guest->give_up_ms,
			  now_ms, &cool_ms) != OUTLOOK_WAIT) {
		if (cool_ms != INT64_MAX)
			relay->outcome.retry_after_s =
				(unsigned)((cool_ms - now_ms + 999) / 1000);
		return false;
	}
	hall_reenter(relay->backends->hall, guest);
	relay_run(relay, WAIT_SLOT);
	return true;
}

static bool try_other(struct relay *relay, const struct verdict *verdict, uint32_t failed)
{
	struct backends *backends = relay->backends;
	uint32_t avoid = relay->guest.wanted.avoid | failed;

	if (wait_again(relay, avoid, 0)) {
		if (backends->metrics)
			metrics_add(backends->metrics, "kibridge_backend_failovers_total",
				    "", 1);
		return true;
	}
	return verdict->remedy == REMEDY_AGAIN &&
	       wait_again(relay, avoid & ~failed,
			  clock_tick_ms() + judge_jittered_ms(backends->tuning.again_ms));
}

/* Servers say it in many ways, or only "bad request": an answer without it is the proof. */
static bool refused_format(const struct relay *relay, const struct failure *failure)
{
	bool client_error = failure->status == 400 || failure->status == 422;

	return relay->format && !relay->formless && !failure->silent &&
	       (failure->error.fault == FAULT_FORMAT ||
		(client_error && failure->error.fault == FAULT_OTHER));
}

static void try_something(struct relay *relay, const struct verdict *verdict,
			  const struct failure *failure)
{
	uint32_t failed = relay->endpoint->bit;
	bool tries_left = relay->attempts < verdict->attempts_max;

	answer_forget(&relay->answer);
	if (tries_left && verdict->remedy == REMEDY_FRESH) {
		relay->fresh = true;
		relay_run(relay, CONNECT);
		return;
	}
	if (tries_left && verdict->remedy == REMEDY_PLAIN && relay->ask > ASK_NOTHING) {
		relay->ask--;
		relay_run(relay, CONNECT);
		return;
	}
	if (refused_format(relay, failure)) {
		relay->formless = true;
		relay_run(relay, CONNECT);
		return;
	}
	slot_give_back(relay, end_name(verdict->end));
	if (tries_left && verdict->remedy != REMEDY_NONE &&
	    try_other(relay, verdict, failed))
		return;
	relay_end(relay, verdict->end);
}

static void on_attempt_ended(void *owner, const struct attempt_end *end)
{
	struct relay *relay = owner;
	struct verdict verdict;

	relay->attempt = NULL;
	relay->outcome.http_status = end->status;
	relay->outcome.sent |= end->sent;
	if (end->fine) {
		answer_close(&relay->answer);
		if (relay->state != DONE)
			relay_end(relay, RELAY_FINISHED);
		return;
	}
	verdict = verdict_of(&end->failure);
	if (judge_endpoint(relay->endpoint, end, &verdict))
		backends_changed(relay->backends);
	tell_failure(relay, end);
	if (!relay->answer.begun) {
		try_something(relay, &verdict, &end->failure);
		return;
	}
	answer_close(&relay->answer);
	if (relay->state != DONE)
		relay_end(relay, RELAY_BROKEN);
}

static enum state open_upstream(struct relay *relay)
{
	static const struct attempt_events events = {on_chunk, on_attempt_ended, on_rest};
	struct backends *backends = relay->backends;
	struct attempt_request request = {
		.kind = relay->kind,
		.id = relay->id,
		.object = relay->object,
		.object_len = relay->object_len,
		.ask = relay->ask,
		.format = relay->formless ? NULL : relay->format,
		.fresh = relay->fresh,
		.texts_only = !relay->events.chunk,
	};

	relay->attempts++;
	relay->fresh = false;
	relay->attempt =
		attempt_start(backends->loop, backends->upstream, backends->tokener,
			      relay->endpoint, &request, &events, relay);
	if (relay->paused)
		attempt_pause(relay->attempt);
	return AWAIT_TOKENS;
}

static void on_served(void *owner, struct endpoint *endpoint)
{
	struct relay *relay = owner;
	bool waited = relay->waited;

	relay->endpoint = endpoint;
	relay->slot_ms = clock_tick_ms();
	relay->ask = relay->kind == RELAY_CHAT ? endpoint->ask : ASK_NOTHING;
	relay->formless = !endpoint_takes_format(endpoint, relay->model);
	relay->waited = false;
	relay->outcome.backend = arena_strdup(relay->arena, endpoint->name);
	if (relay->attempts == 0)
		observe(relay, "kibridge_queue_wait_seconds", "", relay->begun_ms);
	relay_run(relay, CONNECT);
	if (waited && relay->events.started)
		relay->events.started(relay->owner);
}

static void on_place(void *owner, unsigned place, unsigned wait_s)
{
	struct relay *relay = owner;

	relay->waited = true;
	if (relay->events.queued)
		relay->events.queued(relay->owner, place, wait_s);
}

static void on_sent_away(void *owner, enum relay_end end, unsigned retry_after_s)
{
	struct relay *relay = owner;

	relay->outcome.retry_after_s = retry_after_s;
	relay_end(relay, end);
}

const struct hall_events relay_hall_events = {on_served, on_place, on_sent_away};

/* Life */

static void guest_init(struct relay *relay, const struct relay_request *request)
{
	unsigned wait_s = request->wait_max_s ? request->wait_max_s : WAIT_MAX_S;

	relay->guest = (struct guest){
		.owner = relay,
		.wanted = {.model = relay->model},
		.tenant = arena_strdup(relay->arena,
				       request->tenant ? request->tenant : ""),
		.course = arena_strdup(relay->arena,
				       request->course ? request->course : ""),
		.person = arena_strdup(relay->arena,
				       request->person ? request->person : ""),
		.weight = request->weight ? request->weight : 1,
		.give_up_ms = relay->begun_ms + (int64_t)wait_s * 1000,
	};
}

struct relay *relay_start(struct backends *backends, const struct relay_request *request,
			  const struct relay_events *events, void *owner)
{
	struct relay *relay = memory_new(sizeof(*relay));

	relay->backends = backends;
	relay->kind = request->kind;
	relay->events = *events;
	relay->owner = owner;
	relay->arena = arena_new(64 * MIB);
	relay->begun_ms = clock_tick_ms();
	relay->id = arena_strdup(relay->arena, request->id ? request->id : "");
	relay->model = arena_strdup(relay->arena, request_text_model(request->body));
	relay->object =
		request_text_open(relay->arena, request->body, &relay->object_len);
	if (request->format)
		relay->format = arena_strdup(relay->arena,
					     json_object_to_json_string(request->format));
	relay->cut_at_tokens = request->cut_at_tokens;
	relay->waited = true;
	relay->outcome = (struct relay_outcome){.backend = "", .model = relay->model};
	answer_init(&relay->answer, events, owner, &backends->mended);
	guest_init(relay, request);
	list_add(&backends->relays, relay);
	hall_enter(backends->hall, &relay->guest);
	relay_run(relay, WAIT_SLOT);
	return relay;
}

void relay_cancel(struct relay **relay, struct relay_outcome *outcome)
{
	struct relay *gone = *relay;

	*relay = NULL;
	if (!gone)
		return;
	if (gone->attempt && attempt_sent(gone->attempt))
		gone->outcome.sent = true;
	if (gone->state != DONE)
		relay_close(gone, "cancelled");
	if (outcome)
		*outcome = gone->outcome;
}

void relay_pause(struct relay *relay)
{
	relay->paused = true;
	if (relay->attempt)
		attempt_pause(relay->attempt);
}

void relay_resume(struct relay *relay)
{
	relay->paused = false;
	if (relay->attempt)
		attempt_resume(relay->attempt);
}
