/*
 * Booking: one API request's place in the ledger: the gate, the model, the limits it is admitted
 * under, the lease that is renewed while it runs, and its end. What all endpoints of /v1 share.
 */
#ifndef KIBRIDGE_OPENAI_BOOKING_H
#define KIBRIDGE_OPENAI_BOOKING_H

#include <stdbool.h>

#include "backend/relay.h"
#include "base/arena.h"
#include "base/loop.h"
#include "base/random.h"
#include "call/parts.h"
#include "openai/caller.h"
#include "openai/error.h"
#include "quota/ledger.h"

struct booking {
	/* The caller's, set before booking_make. */
	const struct parts *parts;
	struct arena *arena; /* of the request; texts below live in it */
	const char *wanted; /* model; NULL: the course's */
	bool exactly; /* that model or none: no other one instead */
	enum quota_pool pool;
	size_t bytes, messages; /* of the prompt */
	int64_t output_tokens; /* wanted at most; then as granted */
	int64_t created_s;
	/* Filled by booking_make. */
	char id[RANDOM_ID];
	struct quota_subject subject;
	const char *model;
	int64_t prompt_tokens; /* an upper bound */
	/* Its own. */
	const char *fallback; /* to try instead of a refusal, or NULL */
	struct weights weights;
	struct admission_result result;
	struct loop_timer *renew;
};

/** Blocking. False: nothing was reserved, and error says why. */
bool booking_make(struct booking *booking, const struct caller *caller,
		  struct openai_error *error);
/** Loop: keep the lease, until booking_let_go. */
void booking_keep(struct booking *booking);
void booking_let_go(struct booking *booking);
/**
 * Blocking. @delivered the client got something of it @reason as the ledger keeps it. Charged is
 * what a backend did; what no backend took up is free.
 */
void booking_end(struct booking *booking, const struct relay_outcome *outcome,
		 bool delivered, const char *reason);
/** What is charged for the prompt: the backend's report, else the estimate. */
int64_t booking_prompt_tokens(const struct booking *booking,
			      const struct relay_usage *usage);

#endif
