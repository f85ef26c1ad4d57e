/* The turns under way in this process: relay callbacks in, frames to followers out. */
#include "tutor/running.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/sink.h"
#include "config.h"
#include "tutor/followers.h"
#include "tutor/frame.h"

#define ANSWER_MAX (256 * 1024) /* bytes; a longer answer is cut */
#define FRAME_MAX (8 * 1024 * 1024) /* an answer, every byte escaped */
#define STORE_AGAIN_MS 2000
#define STORE_TRIES 30

enum running_state { WAITING, ANSWERING, ENDING };

struct running {
	struct running_set *set;
	struct running *next, **link; /* the set's list */
	enum running_state state;
	struct asked *asked;
	struct relay *relay; /* NULL when it ended */
	struct buf answer, reasoning;
	int64_t started_ms; /* monotonic */
	int64_t waited_ms; /* for the first token; -1: it has not come */
	size_t marked; /* bytes of both at the last running_grew */
	unsigned place, wait_s; /* in the line */
	struct followers followers;
	struct loop_timer *grace; /* runs while nobody follows */
	struct loop_timer *again; /* runs while the store cannot take the end */
	enum stop_reason stop;
	struct relay_outcome outcome;
	/* The end, made by a worker. */
	struct arena *end_arena;
	struct ended ended;
	bool stored;
	unsigned tries;
};

struct running_set {
	const struct parts *parts;
	struct running *first;
	size_t count;
	struct buf frame; /* scratch for deltas */
	void (*emptied)(void *owner);
	void *owner;
};

static void running_end(struct running *running);

/* --- what the relay tells --------------------------------------------------------------- */

static void tell_queued(struct running *running, struct sink *sink)
{
	const struct turn *turn = &running->asked->turn;
	AUTO_ARENA *arena = arena_new(4096);
	const char *text =
		frame_queued(arena, turn->id, turn->request, turn->conversation,
			     running->place, running->wait_s);

	if (sink)
		(void)sink->send(sink, text, strlen(text));
	else
		followers_tell(&running->followers, text);
}

/* --- what the relay tells
 * --------------------------------------------------------------- */

static void relay_queued(void *owner, unsigned place, unsigned wait_s)
{
	struct running *running = owner;

	running->place = place;
	running->wait_s = wait_s;
	tell_queued(running, NULL);
}

static void relay_started(void *owner)
{
	struct running *running = owner;

	running->state = ANSWERING;
	if (running->place)
		relay_queued(running, 0, 0);
}

static void note_first_token(struct running *running)
{
	if (running->waited_ms >= 0)
		return;
	running->waited_ms = clock_tick_ms() - running->started_ms;
	metrics_observe(running->set->parts->metrics, "kibridge_first_token_seconds", "",
			(double)running->waited_ms / 1000);
}

static void relay_delta(void *owner, const char *text, size_t len, bool reasoning)
{
	struct running *running = owner;

	running->state = ANSWERING;
	note_first_token(running);
	if (!buf_add(reasoning ? &running->reasoning : &running->answer, text, len))
		running_stop(running,
			     STOP_DRAIN); /* the answer's cap: keep what there is */
}

/* Pieces that came together leave together: when we fall behind, each frame carries more. */
static void relay_rest(void *owner)
{
	struct running *running = owner;

	followers_push(&running->followers);
}

static void relay_ended(void *owner, const struct relay_outcome *outcome)
{
	struct running *running = owner;

	running->relay = NULL;
	relay_outcome_keep(&running->outcome, running->asked->arena, outcome);
	running_end(running);
}

/* --- the end
 * ---------------------------------------------------------------------------- */

static void running_free(struct running *running)
{
	struct running_set *set = running->set;

	*running->link = running->next;
	if (running->next)
		running->next->link = running->link;
	set->count--;
	metrics_set(set->parts->metrics, "kibridge_turns_running", "",
		    (double)set->count);
	metrics_observe(set->parts->metrics, "kibridge_turn_seconds", "",
			(double)(clock_tick_ms() - running->started_ms) / 1000);
	loop_timer_cancel(&running->grace);
	loop_timer_cancel(&running->again);
	buf_clear(&running->answer);
	buf_clear(&running->reasoning);
	arena_free(running->end_arena);
	asked_free(running->asked);
	free(running);
	if (set->count == 0 && set->emptied)
		set->emptied(set->owner);
}

static void end_on_worker(void *arg)
{
	struct running *running = arg;
	struct ending ending = {
		.asked = running->asked,
		.answer = running->answer.bytes,
		.reasoning = running->reasoning.bytes,
		.stop = running->stop,
		.outcome = running->outcome,
		.waited_ms = running->waited_ms,
	};

	arena_free(running->end_arena);
	running->end_arena = arena_new(16 * 1024 * 1024);
	running->stored = ending_store(&running->ended, running->set->parts,
				       running->end_arena, &ending);
}

static void end_again(void *arg);

static void end_on_loop(void *arg)
{
	struct running *running = arg;
	struct ended *ended = &running->ended;
	const char *text;

	if (!running->stored && ++running->tries < STORE_TRIES) {
		running->again = loop_timer_start(running->set->parts->loop,
						  STORE_AGAIN_MS, 0, end_again, running);
		return;
	}
	if (!running->stored) /* the sweeper will settle it by its reservation */
		log_error("turn.lost", "turn=%s", running->asked->turn.id);

	followers_flush(&running->followers);
	if (ended->problem)
		text = frame_failed(running->end_arena, ended->turn.id,
				    ended->turn.request, ended->problem, ended->limits);
	else
		text = frame_done(running->end_arena, &ended->turn, ended->limits);
	followers_tell(&running->followers, text);
	running_free(running);
}

static void end_again(void *arg)
{
	struct running *running = arg;

	loop_timer_cancel(&running->again);
	loop_work(running->set->parts->loop, end_on_worker, end_on_loop, running);
}

static void running_end(struct running *running)
{
	if (running->state == ENDING)
		return;
	running->state = ENDING;
	loop_timer_cancel(&running->grace);
	loop_work(running->set->parts->loop, end_on_worker, end_on_loop, running);
}

void running_stop(struct running *running, enum stop_reason reason)
{
	struct relay_outcome outcome = {0};

	if (running->state == ENDING)
		return;
	running->stop = reason;
	relay_cancel(&running->relay, &outcome);
	relay_outcome_keep(&running->outcome, running->asked->arena, &outcome);
	running_end(running);
}

void running_stop_course(struct running_set *set, const char *course,
			 enum stop_reason reason)
{
	struct running *next;

	for (struct running *running = set->first; running; running = next) {
		next = running->next;
		if (!course || strcmp(running->asked->subject.course, course) == 0)
			running_stop(running, reason);
	}
}

/* --- followers come and go
 * --------------------------------------------------------------- */

static void grace_over(void *arg)
{
	running_stop(arg, STOP_GONE);
}

void running_follow(struct running *running, struct sink *sink, size_t after)
{
	if (!followers_add(&running->followers, sink, after))
		return;
	loop_timer_cancel(&running->grace);
	tell_queued(running, sink);
	followers_catch_up(&running->followers, sink);
}

void running_unfollow(struct running_set *set, struct sink *sink)
{
	const struct config *config = set->parts->config;

	for (struct running *running = set->first; running; running = running->next) {
		followers_remove(&running->followers, sink);
		if (!followers_any(&running->followers) && !running->grace &&
		    running->state != ENDING)
			running->grace = loop_timer_start(set->parts->loop,
							  config->grace_s * 1000ULL, 0,
							  grace_over, running);
	}
}

void running_catch_up(struct running_set *set, struct sink *sink)
{
	for (struct running *running = set->first; running; running = running->next)
		followers_catch_up(&running->followers, sink);
}

/* --- the set
 * ------------------------------------------------------------------------------ */

struct running_set *running_set_new(const struct parts *parts,
				    void (*emptied)(void *owner), void *owner)
{
	struct running_set *set = calloc(1, sizeof(*set));

	if (!set)
		abort();
	set->parts = parts;
	set->emptied = emptied;
	set->owner = owner;
	buf_init(&set->frame, FRAME_MAX);
	return set;
}

void running_set_free(struct running_set *set)
{
	if (!set)
		return;
	buf_clear(&set->frame);
	free(set);
}

struct running *running_start(struct running_set *set, struct asked *asked)
{
	static const struct relay_events events = {
		.queued = relay_queued,
		.started = relay_started,
		.delta = relay_delta,
		.ended = relay_ended,
		.rest = relay_rest,
	};
	struct relay_request request = {
		.id = asked->turn.id,
		.body = asked->body,
		.tenant = asked->subject.tenant,
		.course = asked->subject.course,
		.person = asked->subject.person,
		.cut_at_tokens = asked->prompt_tokens + asked->output_tokens,
	};
	struct running *running = calloc(1, sizeof(*running));

	if (!running)
		abort();
	running->set = set;
	running->asked = asked;
	running->started_ms = clock_tick_ms();
	running->waited_ms = -1;
	buf_init(&running->answer, ANSWER_MAX);
	buf_init(&running->reasoning, ANSWER_MAX);
	running->followers = (struct followers){
		.turn = asked->turn.id,
		.answer = &running->answer,
		.reasoning = &running->reasoning,
		.frame = &set->frame,
	};
	running->next = set->first;
	running->link = &set->first;
	if (set->first)
		set->first->link = &running->next;
	set->first = running;
	set->count++;
	metrics_set(set->parts->metrics, "kibridge_turns_running", "",
		    (double)set->count);
	running->relay = relay_start(set->parts->backends, &request, &events, running);
	/* Until somebody follows it, it runs on borrowed time. */
	running->grace =
		loop_timer_start(set->parts->loop, set->parts->config->grace_s * 1000ULL,
				 0, grace_over, running);
	return running;
}

static bool belongs_to(const struct running *running, const struct session *session)
{
	return text_equal(running->asked->subject.person, session->person) &&
	       text_equal(running->asked->subject.activity, session->activity);
}

struct running *running_find(struct running_set *set, const char *turn,
			     const struct session *session)
{
	for (struct running *running = set->first; running; running = running->next)
		if (text_equal(running->asked->turn.id, turn) &&
		    belongs_to(running, session))
			return running;
	return NULL;
}

struct running *running_find_request(struct running_set *set, const char *request,
				     const struct session *session)
{
	for (struct running *running = set->first; running; running = running->next)
		if (text_equal(running->asked->turn.request, request) &&
		    belongs_to(running, session))
			return running;
	return NULL;
}

unsigned running_count_of(const struct running_set *set, const char *person)
{
	unsigned count = 0;

	for (struct running *running = set->first; running; running = running->next)
		count += strcmp(running->asked->subject.person, person) == 0;
	return count;
}

void running_each(struct running_set *set, running_each_fn *fn, void *owner)
{
	struct running *next;

	for (struct running *running = set->first; running; running = next) {
		next = running->next;
		fn(owner, running);
	}
}

const struct asked *running_asked(const struct running *running)
{
	return running->asked;
}

bool running_grew(struct running *running, const char **answer, const char **reasoning)
{
	size_t bytes = running->answer.len + running->reasoning.len;

	if (bytes == running->marked)
		return false;
	running->marked = bytes;
	*answer = running->answer.bytes;
	*reasoning = running->reasoning.bytes;
	return true;
}

size_t running_count(const struct running_set *set)
{
	return set->count;
}
