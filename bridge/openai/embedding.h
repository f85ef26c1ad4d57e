/*
 * Embedding: one request for embeddings under way for a client of the API: admitted, passed to a
 * backend in its turn, read and settled on a worker, handed on as it came.
 */
#ifndef KIBRIDGE_OPENAI_EMBEDDING_H
#define KIBRIDGE_OPENAI_EMBEDDING_H

#include "call/call.h"
#include "call/reply.h"
#include "openai/caller.h"

#define EMBEDDING_INPUTS_MAX 256

struct embedding_request {
	const char *model; /* there is no default: vectors of two models do not mix */
	const char *user; /* NULL: none; never passed on */
	struct json_object *body; /* what a backend is sent */
	size_t bytes, inputs; /* for the estimate */
};

/** Texts only: what arrays of tokens cost cannot be told from here. */
bool embedding_request_read(struct embedding_request *out, struct arena *arena,
			    const char *text, size_t len, struct openai_error *error);

/** Admits and answers: a streamed reply, or an error. */
struct reply *embedding_begin(struct call *call, const struct caller *caller,
			      const struct embedding_request *request);

#endif
