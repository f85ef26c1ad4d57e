/*
 * Call: one request being answered, as a handler sees it. A handler runs on a worker, top to
 * bottom, may block, and returns a reply; it knows nothing of sockets.
 */
#ifndef KIBRIDGE_CALL_CALL_H
#define KIBRIDGE_CALL_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum http_method {
	HTTP_GET = 1 << 0,
	HTTP_POST = 1 << 1,
	HTTP_PUT = 1 << 2,
	HTTP_PATCH = 1 << 3,
	HTTP_DELETE = 1 << 4,
	HTTP_HEAD = 1 << 5, /* served by the GET handler, body dropped */
};

struct request_header {
	const char *name; /* lower case */
	const char *value;
};

#define CALL_PARAMS 4

struct request {
	enum http_method method;
	const char *path; /* percent-decoded, "/api/v1/turns/x" */
	const char *query; /* raw, without '?'; "" if none */
	const char *params[CALL_PARAMS]; /* what the {…} of the route matched, in order */
	const struct request_header *headers;
	size_t header_count;
	const char *body; /* NUL-terminated behind body_len; "" if none */
	size_t body_len;
	const char *remote; /* the client's address, a trusted proxy's word taken */
	bool secure; /* https at the browser's end */
};

const char *request_header(const struct request *request, const char *name); /* or NULL */
/** What `Authorization: Bearer` carries [RFC 6750 §2.1]; NULL if it was not sent. */
const char *request_bearer(const struct request *request);
/** The value of one cookie, copied; NULL if it was not sent. */
const char *request_cookie(const struct request *request, struct arena *arena,
			   const char *name);

struct parts; /* what the service lends every handler: call/parts.h */
struct session; /* course/session.h; NULL where the route needs none */

struct call {
	struct arena *arena; /* the reply lives here too */
	const struct parts *parts;
	const struct request *request;
	const struct session *session;
	char id[23]; /* correlation id: in the log, in X-Request-Id, on error pages */
	int64_t now_s; /* one clock reading for the whole answer */
	bool defers; /* an answer may wait for its write: reply_written() */
};

#endif
