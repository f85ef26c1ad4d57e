/*
 * Ending: the worker's part of a turn's end: what it cost, in one transaction with what
 * was written (the rules: ai tutor edge cases in docs/limits.md).
 */
#ifndef KIBRIDGE_TUTOR_ENDING_H
#define KIBRIDGE_TUTOR_ENDING_H

#include <stdbool.h>

#include "backend/relay.h"
#include "call/parts.h"
#include "tutor/question.h"

enum stop_reason { STOP_NONE, STOP_STUDENT, STOP_GONE, STOP_GATE, STOP_DRAIN };

struct ending {
	const struct asked *asked;
	const char *answer, *reasoning; /* as delivered */
	enum stop_reason stop; /* STOP_NONE: the relay ended by itself */
	struct relay_outcome outcome; /* strings live as long as asked */
	int64_t waited_ms; /* from the question to the first word; -1: none came */
};

struct ended {
	struct turn turn; /* as stored */
	struct json_object *problem; /* NULL unless failed */
	struct json_object *limits; /* standings after it */
};

/* What decides the price, for whoever runs a relay. */
struct ending_facts {
	enum stop_reason stop;
	const struct relay_outcome *outcome;
	bool delivered; /* anything at all, reasoning too */
	int64_t prompt_tokens; /* the estimate */
	const struct weights *weights; /* the tenant's, or NULL */
};
/** Charged unless nothing reached a backend, or the backend failed before the first token. */
bool ending_is_charged(const struct ending_facts *facts);
/** The backend's last report, else counted deltas with the prompt as it was estimated. */
struct quota_use ending_use(const struct ending_facts *facts);

/** Blocking. False: the store could not be written; try again later. Results in the
 * arena. */
bool ending_store(struct ended *out, const struct parts *parts, struct arena *arena,
		  const struct ending *ending);

#endif
