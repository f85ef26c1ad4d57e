/*
 * Verdict: what to do about an attempt that failed before its first token. Pure: a table of
 * what backends answer and what that means (openai: errors; B5 of the wire's variants).
 */
#ifndef KIBRIDGE_BACKEND_VERDICT_H
#define KIBRIDGE_BACKEND_VERDICT_H

#include <stdbool.h>

#include "backend/chunk.h"
#include "backend/relay.h"
#include "backend/upstream.h"

struct failure {
	enum upstream_end end; /* with a status of 0 */
	bool silent; /* nothing, or no more, came in time */
	bool reused; /* the connection had served before */
	int status; /* of the answer, or of the error inside a stream; 0: there was none */
	struct chunk_error error; /* what its body said, if anything */
};

enum remedy {
	REMEDY_NONE, /* no backend would do better */
	REMEDY_ELSEWHERE, /* another backend, if there is one */
	REMEDY_AGAIN, /* another backend, else this one again after a pause */
	REMEDY_FRESH, /* this one at once, on a new connection */
	REMEDY_PLAIN, /* this one at once, without what it did not understand */
};

struct verdict {
	enum relay_end end; /* when the remedy does not help or is used up */
	enum remedy remedy;
	unsigned attempts_max; /* in all, until it is used up */
	bool blame; /* the backend's fault: counts for its breaker */
	bool cool; /* it asks to be left alone: Retry-After, or a pause of ours */
};

struct verdict verdict_of(const struct failure *failure);

#endif
