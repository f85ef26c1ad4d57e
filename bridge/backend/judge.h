/* Judge: what a failed attempt means for its backend, whatever becomes of the request. */
#ifndef KIBRIDGE_BACKEND_JUDGE_H
#define KIBRIDGE_BACKEND_JUDGE_H

#include "backend/attempt.h"
#include "backend/endpoint.h"
#include "backend/verdict.h"

/** Breaker and cooling down. @return whether the endpoint's availability changed */
bool judge_endpoint(struct endpoint *endpoint, const struct attempt_end *end,
		    const struct verdict *verdict);
/** At least this, at most twice: so that those who failed together do not return together. */
int64_t judge_jittered_ms(int64_t least_ms);

#endif
