/* Refusal: every reason for which a question is not admitted, as the problem a student
 * reads. */
#ifndef KIBRIDGE_TUTOR_REFUSAL_H
#define KIBRIDGE_TUTOR_REFUSAL_H

#include "base/arena.h"
#include "call/problem.h"
#include "course/policy.h"
#include "course/tally.h"
#include "quota/limit.h"

/* Constant ones are shared and never freed; the others live in the arena. */
const struct problem *refusal_store(void);
const struct problem *refusal_no_backend(void);
const struct problem *refusal_model(void);
const struct problem *refusal_conversation(void);
const struct problem *refusal_session(void); /* unknown, ended, or hello came late */
const struct problem *refusal_message(void); /* not a message of the protocol */
const struct problem *refusal_request(void); /* the request id */
const struct problem *refusal_empty(void);
const struct problem *refusal_too_long(void);
const struct problem *refusal_too_many(void); /* answers at once */
const struct problem *refusal_draining(void);
const struct problem *refusal_no_activity(void);
const struct problem *refusal_turn(void); /* no such turn */
const struct problem *refusal_about(void); /* nothing there to be asked about */
const struct problem *refusal_gate(struct arena *arena, enum policy_gate gate,
				   int64_t opens_s);
const struct problem *refusal_quota(struct arena *arena, const struct standing *binding);

/** What a lecturer's figures call it; TALLY_REASONS: it is not counted. */
enum tally_reason refusal_reason(const struct problem *problem);

#endif
