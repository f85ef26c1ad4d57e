/*
 * Attempt: one request to one backend, from the POST to the last chunk. Reads the stream, keeps
 * its time limits, and says how it ended; what to do then is the relay's business.
 * Loop thread only. attempt_start() never calls back before it returns; after attempt_cancel()
 * nobody is called back; ended() is the last call, and the attempt is gone by then.
 */
#ifndef KIBRIDGE_BACKEND_ATTEMPT_H
#define KIBRIDGE_BACKEND_ATTEMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "backend/chunk.h"
#include "backend/endpoint.h"
#include "backend/upstream.h"
#include "backend/verdict.h"
#include "base/loop.h"

#define ATTEMPT_EVENT_MAX ((size_t)1024 * 1024) /* bytes of one event of a stream */
#define ATTEMPT_WHOLE_MAX ((size_t)16 * 1024 * 1024) /* of embeddings */
#define ATTEMPT_ERROR_MAX ((size_t)64 * 1024) /* read of an error's body */

struct attempt;

struct attempt_request {
	enum relay_kind kind;
	const char *id; /* X-Request-Id; borrowed while the attempt lives */
	/* The request's JSON but for its last brace; borrowed during attempt_start. */
	const char *object;
	size_t object_len;
	enum usage_ask ask;
	const char *format; /* response_format's JSON, borrowed likewise; NULL: none */
	bool fresh; /* on a new connection */
	bool texts_only; /* nobody looks at the chunks' trees */
};

struct attempt_end {
	bool fine; /* a finish_reason was seen and no error */
	struct failure failure; /* else */
	int status; /* of the HTTP answer; 0: none */
	bool sent; /* the whole request went out */
	unsigned retry_after_s; /* 0: nothing was said */
};

struct attempt_events {
	void (*chunk)(void *owner, const struct chunk *chunk);
	void (*ended)(void *owner, const struct attempt_end *end);
	void (*rest)(void *owner); /* the chunks of one read are told; may be NULL */
};

/** @tokener shared by all attempts of the loop: it is used inside one call only */
struct attempt *attempt_start(struct loop *loop, struct upstream *upstream,
			      struct json_tokener *tokener,
			      const struct endpoint *endpoint,
			      const struct attempt_request *request,
			      const struct attempt_events *events, void *owner);
/** Closes the connection at once. Nulls the pointer; NULL inside is fine. */
void attempt_cancel(struct attempt **attempt);
void attempt_pause(struct attempt *attempt);
void attempt_resume(struct attempt *attempt);
bool attempt_sent(const struct attempt *attempt);

#endif
