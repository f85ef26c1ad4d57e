/*
 * Judging's end: the worker's part: what it cost, in one transaction with what was found. A failure
 * is charged by the rules of a tutor's answer (docs/limits.md), but uses up no attempt.
 */
#ifndef KIBRIDGE_FEEDBACK_JUDGING_END_H
#define KIBRIDGE_FEEDBACK_JUDGING_END_H

#include <stdbool.h>

#include "backend/relay.h"
#include "call/parts.h"
#include "feedback/handing_in.h"
#include "feedback/judgement.h"
#include "tutor/ending.h"

/* One question to a backend. */
struct judging_round {
	struct relay_outcome outcome; /* strings live as long as handed */
	bool delivered;
	int64_t prompt_tokens; /* the estimate */
	size_t prompt_bytes, prompt_messages;
	const struct weights *weights;
};

struct judging_end {
	struct handed *handed;
	const struct judgement *judgements; /* as in the rubric; feedback NULL: missing */
	const char *summary;
	struct judging_round rounds[2];
	size_t round_count; /* the first of two is settled already */
	enum stop_reason stop;
};

struct judging_ended {
	struct submission submission; /* as stored */
	struct json_object *problem; /* NULL unless failed */
	struct json_object *limits; /* standings after it; may be NULL */
};

/** What a round cost. */
struct ending_facts judging_facts(const struct judging_round *round,
				  enum stop_reason stop);

/** Blocking. False: the store could not be written; try again later. Results in the arena. */
bool judging_end_store(struct judging_ended *out, const struct parts *parts,
		       struct arena *arena, const struct judging_end *end);

#endif
