/*
 * Upstream: HTTP exchanges with backends, curl multi on the loop. Knows HTTP, not OpenAI.
 * Loop thread only. upstream_start() never calls back before it returns; after upstream_cancel()
 * or upstream_leave() nobody is called back; ended() is the last call.
 */
#ifndef KIBRIDGE_BACKEND_UPSTREAM_H
#define KIBRIDGE_BACKEND_UPSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/loop.h"

struct upstream;
struct upstream_call;

enum upstream_end {
	UPSTREAM_COMPLETE, /* the answer was read to its end */
	UPSTREAM_UNREACHABLE, /* no connection: name, refusal, TLS, connect timeout */
	UPSTREAM_BROKEN, /* the connection ended before the answer did, or it was not HTTP */
	UPSTREAM_REFUSED, /* body() returned false */
};

struct upstream_head {
	int status;
	char content_type[64]; /* lower case, without parameters; "" if none */
	char retry_after[64];
};

struct upstream_events {
	/* At the end of the headers, before any body(). */
	void (*head)(void *owner, const struct upstream_head *head);
	/* False: read no more. */
	bool (*body)(void *owner, const char *bytes, size_t len);
	void (*ended)(void *owner, enum upstream_end end);
};

struct upstream_request {
	const char *url; /* all strings but body are borrowed during upstream_start */
	const char *api_key; /* "" for none */
	const char *id; /* X-Request-Id; NULL for none */
	char *body; /* NULL: GET, else POST of JSON; taken over, free() */
	size_t body_len;
	unsigned connect_timeout_s;
	bool fresh; /* not on a connection that was used before */
};

/** @connections_max how many idle connections are kept */
struct upstream *upstream_new(struct loop *loop, unsigned connections_max);
void upstream_connections(struct upstream *upstream, unsigned connections_max);
/** Closes what is open, without calling back. */
void upstream_free(struct upstream *upstream);

struct upstream_call *upstream_start(struct upstream *upstream,
				     const struct upstream_request *request,
				     const struct upstream_events *events, void *owner);
/** Closes the connection at once. Nulls the pointer; NULL inside is fine. */
void upstream_cancel(struct upstream_call **call);
/** Lets a small rest be read without us, so that the connection can serve again. */
void upstream_leave(struct upstream_call **call);

void upstream_pause(struct upstream_call *call);
void upstream_resume(struct upstream_call *call);

/** The whole request went out to the backend. */
bool upstream_sent(const struct upstream_call *call);
/** The connection had served before. */
bool upstream_reused(const struct upstream_call *call);

#endif
