/*
 * Exchange: one request and its answer, from the head's arrival to the last byte written. It
 * owns the arena in which both live.
 *
 *   READING -> WORKING -> WRITING -> (gone)
 *      |           \----> STREAMING -> (gone)
 *      \-----------------> WRITING: refused before a handler saw it
 *
 * WORKING: on a worker, and behind it perhaps with the store, which writes what the answer tells.
 * When the client goes, conn becomes NULL: a worker's job is left to end, and its reply thrown
 * away. While a request is being answered nothing more is read from its connection.
 */
#ifndef KIBRIDGE_HTTP_EXCHANGE_H
#define KIBRIDGE_HTTP_EXCHANGE_H

#include "base/buf.h"
#include "call/call.h"
#include "call/reply.h"
#include "call/sink.h"
#include "http/conn.h"
#include "http/route.h"

enum exchange_state { READING, WORKING, WRITING, STREAMING };

struct stream {
	struct sink sink;
	struct buf queue; /* framed already */
	size_t in_lws; /* bytes that lws could not write at once, at most */
	bool ended; /* nothing more is taken from the owner */
	bool cut; /* and what is queued is not written either: the connection closes */
	bool posted; /* complete_posted() holds the exchange */
};

struct exchange {
	struct http_server *server;
	struct conn *conn; /* NULL: the client is gone */
	struct lws_dll2 list;
	enum exchange_state state;
	struct arena *arena;
	struct request request;
	struct call call;
	const struct route *route; /* NULL: refused before one was found */
	struct loop_job *job; /* while its answer waits for a write */
	char remote[REMOTE_TEXT];
	bool metered; /* counted in kibridge_http_in_flight */
	bool old; /* HTTP/1.0: no chunks */
	bool close; /* the connection ends with this answer */
	bool behind; /* perhaps: it was read together with the request before it */
	bool body_pending; /* some of the request may still be on its way */
	bool choked; /* lws holds bytes that the client does not take */
	int64_t started_ms, whole_ms, progress_ms; /* of the monotonic clock */
	size_t body_len; /* as announced */
	struct buf body;
	size_t held; /* bytes of it counted by server_hold() */
	struct reply *reply;
	struct buf head; /* and behind it the body, if that is small */
	const char *rest; /* of the body, borrowed from the reply */
	size_t rest_len;
	size_t written; /* bytes of the body, for the log */
	struct stream stream;
};

/** The head of a request has arrived. */
void exchange_begin(struct conn *conn);
/** False: the connection is to be closed at once. */
bool exchange_body(struct exchange *exchange, const void *bytes, size_t len);
void exchange_body_end(struct exchange *exchange);
/** lws has handed everything to the kernel. */
void exchange_writable(struct exchange *exchange);
/** The connection is gone. */
void exchange_abandon(struct exchange *exchange);
void exchange_sweep(struct exchange *exchange, int64_t tick_ms);

/* Between the room's files. */
struct exchange *exchange_new(struct conn *conn);
void exchange_free(struct exchange *exchange);
/** request.c: method, target and headers. @return NULL, or why it is refused */
struct reply *request_read(struct exchange *exchange);
/** answer.c: write the reply, beginning now. */
void exchange_answer(struct exchange *exchange, struct reply *reply);
/** answer.c: the head of a streamed reply, made ready in exchange->head. */
void exchange_stream_head(struct exchange *exchange);
/** Nothing is held back in lws: write on. */
void exchange_answer_more(struct exchange *exchange);
/** All is written: log, count, and make the connection ready for the next one. */
void exchange_finish(struct exchange *exchange);
/** lws took only part: ask for exchange_writable, and look whether the client misbehaves. */
void exchange_choked(struct exchange *exchange);
/** stream.c: the head is written, the owner may begin. */
void stream_begin(struct exchange *exchange);
void stream_writable(struct exchange *exchange);
void stream_abandon(struct exchange *exchange);

#endif
