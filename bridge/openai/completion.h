/*
 * Completion: one chat completion under way for a client of the API, from its admission to its
 * settlement. It is the owner of a streamed reply and of a relay.
 *
 *   ADMITTED -> ANSWERING -> SETTLING -> (gone)
 *
 * Admission runs on the worker of the request; answering on the loop; settling on a worker.
 */
#ifndef KIBRIDGE_OPENAI_COMPLETION_H
#define KIBRIDGE_OPENAI_COMPLETION_H

#include "call/call.h"
#include "call/reply.h"
#include "openai/caller.h"
#include "openai/request.h"

/** Admits and answers: a streamed reply, or an error. */
struct reply *completion_begin(struct call *call, const struct caller *caller,
			       const struct chat_request *request);

#endif
