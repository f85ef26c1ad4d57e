/* The attempts being read in this process: relay callbacks in, frames to followers out. */
#include "feedback/judging.h"

#include <stdlib.h>
#include <string.h>

#include "backend/relay.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/metrics.h"
#include "base/text.h"
#include "feedback/feedback_frame.h"
#include "feedback/judging_end.h"
#include "feedback/judging_inside.h"
#include "marking/marking.h"

#define READING_ARENA_MAX (8 * MIB) /* twice MARKING_TEXT_MAX, with room */
#define END_ARENA_MAX (16 * MIB)
#define WAIT_MAX_S 3600 /* a whole lecture hall hands in at the bell */
#define STORE_AGAIN_MS 2000
#define STORE_TRIES 30

static void judging_end_start(struct judging *judging);
static void ask(struct judging *judging);

/* --- followers --------------------------------------------------------------------------- */

static void tell(struct judging *judging, const char *text)
{
	for (size_t i = 0; i < JUDGING_FOLLOWERS_MAX; i++) {
		struct sink *sink = judging->followers[i];

		if (sink && !sink->send(sink, text, strlen(text)))
			judging->followers[i] = NULL;
	}
}

/* Nothing of a draft before a human released it. */
static bool is_shown(const struct judging *judging)
{
	return judging->handed->preview ||
	       text_equal(judging->handed->submission.visibility, "formative");
}

static const char *criterion_frame(struct judging *judging, struct arena *arena,
				   size_t index)
{
	return feedback_frame_criterion(arena, judging->handed->submission.id, index,
					judging->texts[index]);
}

static const char *queued_frame(struct judging *judging, struct arena *arena)
{
	const struct submission *submission = &judging->handed->submission;

	return feedback_frame_queued(arena, submission->id, submission->request,
				     judging->place, judging->wait_s);
}

void judging_follow(struct judging *judging, struct sink *sink)
{
	AUTO_ARENA *arena = arena_new(READING_ARENA_MAX);
	struct sink **place = NULL;
	const char *text = queued_frame(judging, arena);

	for (size_t i = 0; i < JUDGING_FOLLOWERS_MAX; i++) {
		struct sink **one = &judging->followers[i];

		if (*one == sink || (!*one && (!place || *place != sink)))
			place = one;
	}
	if (!place) /* a fifth tab reads it when it is done */
		return;
	*place = sink;
	(void)sink->send(sink, text, strlen(text));
	for (size_t i = 0; is_shown(judging) && i < RUBRIC_CRITERIA_MAX; i++) {
		if (!judging->texts[i])
			continue;
		text = criterion_frame(judging, arena, i);
		(void)sink->send(sink, text, strlen(text));
	}
}

void judging_unfollow(struct judging_set *set, struct sink *sink)
{
	for (struct judging *judging = set->first; judging; judging = judging->next)
		for (size_t i = 0; i < JUDGING_FOLLOWERS_MAX; i++)
			if (judging->followers[i] == sink)
				judging->followers[i] = NULL;
}

/* --- what the relay tells ------------------------------------------------------------------ */

static void tell_queued(struct judging *judging)
{
	AUTO_ARENA *arena = arena_new(64 * KIB);

	tell(judging, queued_frame(judging, arena));
}

static void relay_queued(void *owner, unsigned place, unsigned wait_s)
{
	struct judging *judging = owner;

	judging->place = place;
	judging->wait_s = wait_s;
	tell_queued(judging);
}

static void relay_started(void *owner)
{
	struct judging *judging = owner;

	judging->state = ANSWERING;
	if (judging->place)
		relay_queued(judging, 0, 0);
}

static void relay_delta(void *owner, const char *text, size_t len, bool reasoning)
{
	struct judging *judging = owner;

	judging->state = ANSWERING;
	judging->rounds[judging->round].delivered = true;
	if (!reasoning)
		marking_reader_feed(judging->reader, text, len);
}

/* A criterion has come to its end; the first word on it holds. */
static void criterion_told(void *owner, size_t index,
			   const struct marking_criterion *criterion)
{
	struct judging *judging = owner;
	struct judgement *judgement = &judging->judgements[index];
	AUTO_ARENA *arena = arena_new(1 * MIB);

	if (judgement->feedback || !criterion->given)
		return;
	judgement_make(judgement, judging->handed, index, criterion);
	judging->texts[index] =
		arena_strdup(judging->handed->arena, json_write(judgement->feedback));
	judging->grew = true;
	if (is_shown(judging))
		tell(judging, criterion_frame(judging, arena, index));
}

static void keep_outcome(struct judging *judging, const struct relay_outcome *outcome)
{
	relay_outcome_keep(&judging->rounds[judging->round].outcome,
			   judging->handed->arena, outcome);
}

/* What the answer held, to its last brace. */
static void read_to_the_end(struct judging *judging)
{
	const struct marking *marking = marking_reader_end(judging->reader);

	for (size_t i = 0; i < judging->handed->assignment->rubric.criterion_count; i++)
		criterion_told(judging, i, &marking->criteria[i]);
	if (!text_empty(marking->summary) && text_empty(judging->summary))
		judging->summary =
			arena_strdup(judging->handed->arena,
				     judgement_clean(judging->handed, marking->summary));
}

static size_t missing(struct judging *judging, size_t only[RUBRIC_CRITERIA_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < judging->handed->assignment->rubric.criterion_count; i++)
		if (!judging->judgements[i].feedback)
			only[count++] = i;
	return count;
}

/* --- asking again ---------------------------------------------------------------------------- */

static void again_on_worker(void *arg)
{
	struct judging *judging = arg;
	struct ending_facts facts = judging_facts(&judging->rounds[0], STOP_NONE);
	struct quota_use use = ending_use(&facts);

	judging->granted = handing_in_again(judging->handed, judging->set->parts, &use,
					    judging->only, judging->only_count);
}

static void again_on_loop(void *arg)
{
	struct judging *judging = arg;

	if (!judging->granted) {
		judging_end_start(judging);
		return;
	}
	judging->round = 1;
	metrics_add(judging->set->parts->metrics, "kibridge_feedback_again_total", "", 1);
	ask(judging);
	if (judging->stop != STOP_NONE) { /* told to stop meanwhile */
		enum stop_reason reason = judging->stop;

		judging->stop = STOP_NONE;
		judging_stop(judging, reason);
	}
}

static bool may_ask_again(struct judging *judging)
{
	enum relay_end end = judging->rounds[judging->round].outcome.end;

	judging->only_count = missing(judging, judging->only);
	return judging->round == 0 && judging->only_count > 0 &&
	       (end == RELAY_FINISHED || end == RELAY_CUT || end == RELAY_BROKEN);
}

static void relay_ended(void *owner, const struct relay_outcome *outcome)
{
	struct judging *judging = owner;

	judging->relay = NULL;
	keep_outcome(judging, outcome);
	read_to_the_end(judging);
	if (!may_ask_again(judging)) {
		judging_end_start(judging);
		return;
	}
	judging->state = AGAIN;
	loop_work(judging->set->parts->loop, again_on_worker, again_on_loop, judging);
}

/* A round's question: the first, or the second about what the first left out. */
static void ask(struct judging *judging)
{
	static const struct relay_events events = {
		.queued = relay_queued,
		.started = relay_started,
		.delta = relay_delta,
		.ended = relay_ended,
	};
	struct handed *handed = judging->handed;
	struct judging_round *round = &judging->rounds[judging->round];
	struct relay_request request = {
		.id = handed->submission.id,
		.body = handed->body,
		.format = handed->format,
		.tenant = handed->subject.tenant,
		.course = handed->subject.course,
		.person = handed->subject.person,
		.wait_max_s = WAIT_MAX_S,
		.cut_at_tokens = handed->prompt_tokens + handed->output_tokens,
	};

	round->prompt_tokens = handed->prompt_tokens;
	round->prompt_bytes = handed->prompt_bytes;
	round->prompt_messages = handed->prompt_messages;
	round->weights = handed->weights;
	judging->state = WAITING;
	arena_free(judging->reading);
	judging->reading = arena_new(READING_ARENA_MAX);
	judging->reader = marking_reader_new(
		judging->reading, &handed->assignment->rubric, criterion_told, judging);
	judging->relay =
		relay_start(judging->set->parts->backends, &request, &events, judging);
}

/* --- the end ---------------------------------------------------------------------------------- */

static void judging_free(struct judging *judging)
{
	struct judging_set *set = judging->set;

	*judging->link = judging->next;
	if (judging->next)
		judging->next->link = judging->link;
	set->count--;
	metrics_set(set->parts->metrics, "kibridge_feedback_judging", "",
		    (double)set->count);
	metrics_observe(set->parts->metrics, "kibridge_feedback_seconds", "",
			(double)(clock_tick_ms() - judging->started_ms) / 1000);
	loop_timer_cancel(&judging->again);
	arena_free(judging->reading);
	arena_free(judging->end_arena);
	handed_free(judging->handed);
	free(judging);
	if (set->count == 0 && set->emptied)
		set->emptied(set->owner);
}

static void end_on_worker(void *arg)
{
	struct judging *judging = arg;
	struct judging_end end = {
		.handed = judging->handed,
		.judgements = judging->judgements,
		.summary = judging->summary,
		.rounds = {judging->rounds[0], judging->rounds[1]},
		.round_count = judging->round + 1,
		.stop = judging->stop,
	};

	arena_free(judging->end_arena);
	judging->end_arena = arena_new(END_ARENA_MAX);
	judging->stored = judging_end_store(&judging->ended, judging->set->parts,
					    judging->end_arena, &end);
}

static void end_again(void *arg);

static void end_on_loop(void *arg)
{
	struct judging *judging = arg;
	struct judging_ended *ended = &judging->ended;
	const struct submission *submission = &ended->submission;

	if (!judging->stored && ++judging->tries < STORE_TRIES) {
		judging->again = loop_timer_start(judging->set->parts->loop,
						  STORE_AGAIN_MS, 0, end_again, judging);
		return;
	}
	if (!judging->stored) /* the sweeper will settle it by its reservation */
		log_error("attempt.lost", "attempt=%s", submission->id);
	if (ended->problem)
		tell(judging, feedback_frame_failed(judging->end_arena, submission->id,
						    submission->request, ended->problem,
						    ended->limits));
	else
		tell(judging, feedback_frame_judged(judging->end_arena, submission,
						    is_shown(judging), ended->limits));
	judging_free(judging);
}

static void end_again(void *arg)
{
	struct judging *judging = arg;

	loop_timer_cancel(&judging->again);
	loop_work(judging->set->parts->loop, end_on_worker, end_on_loop, judging);
}

static void judging_end_start(struct judging *judging)
{
	judging->state = ENDING;
	loop_work(judging->set->parts->loop, end_on_worker, end_on_loop, judging);
}

void judging_stop(struct judging *judging, enum stop_reason reason)
{
	struct relay_outcome outcome = {0};

	if (judging->state == ENDING || judging->stop != STOP_NONE)
		return;
	judging->stop = reason;
	if (judging->state == AGAIN) /* a worker has it: when it comes back */
		return;
	relay_cancel(&judging->relay, &outcome);
	keep_outcome(judging, &outcome);
	judging_end_start(judging);
}

/* --- the start ---------------------------------------------------------------------------------- */

struct judging *judging_start(struct judging_set *set, struct handed *handed)
{
	struct judging *judging = calloc(1, sizeof(*judging));

	if (!judging)
		abort();
	judging->set = set;
	judging->handed = handed;
	judging->summary = "";
	judging->started_ms = clock_tick_ms();
	judging->next = set->first;
	judging->link = &set->first;
	if (set->first)
		set->first->link = &judging->next;
	set->first = judging;
	set->count++;
	metrics_set(set->parts->metrics, "kibridge_feedback_judging", "",
		    (double)set->count);
	ask(judging);
	return judging;
}
