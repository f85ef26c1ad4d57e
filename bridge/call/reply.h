/* Reply: the answer to a call. Everything lives in the call's arena; NULL is never returned. */
#ifndef KIBRIDGE_CALL_REPLY_H
#define KIBRIDGE_CALL_REPLY_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "call/call.h"
#include "store/db.h"

struct reply;
struct sink;

struct reply *reply_new(struct call *call, int status);
struct reply *reply_body(struct reply *reply, const char *type, const void *bytes,
			 size_t len);
/** The same without a copy: type and bytes outlive the call (files embedded in the program). */
struct reply *reply_static(struct reply *reply, const char *type, const void *bytes,
			   size_t len);
/** Set-Cookie may be added several times; others replace. Values with CR or LF are dropped. */
struct reply *reply_header(struct reply *reply, const char *name, const char *value);

struct reply *reply_empty(struct call *call, int status); /* 204, 304 */
/** Takes over the reference unless the tree belongs to the arena (json_new does). */
struct reply *reply_json(struct call *call, int status, struct json_object *body);
struct reply *reply_html(struct call *call, int status, const char *html);
struct reply *reply_text(struct call *call, int status, const char *type,
			 const char *text);
/** 302, 303 */
struct reply *reply_redirect(struct call *call, int status, const char *url);

/** Content-Security-Policy frame-ancestors for this answer: origins, space-separated. */
struct reply *reply_frame_ancestors(struct reply *reply, const char *origins);

/**
 * A body that is streamed: after the head is written, start(owner, sink) runs on the loop; from
 * then on the owner writes to the sink (call/sink.h) and ends it. If the client is gone before,
 * abandoned(owner) runs instead. Exactly one of the two is called.
 */
struct reply_stream {
	void (*start)(void *owner, struct sink *sink);
	void (*abandoned)(void *owner);
	void *owner;
};
struct reply *reply_streamed(struct call *call, int status, const char *type,
			     const struct reply_stream *stream);
/** The same, but the owner learns the status only later: it calls sink->head before it sends. */
struct reply *reply_streamed_late(struct call *call, const struct reply_stream *stream);

/**
 * The answer of a handler whose last act is a write, which need not wait for it: fn(tx, arg) runs
 * as with db_write_early(), and then(arg, outcome) makes the answer. It may run on a thread of the
 * store's: it does not block and asks the store nothing. Who runs the handler says with
 * call->defers that it can wait without a thread; else both run at once.
 * docs/decisions/0021-answers-that-wait-for-a-write.md, 0029-told-before-the-sync.md
 */
struct reply_write {
	db_write_fn *fn;
	struct reply *(*then)(void *arg, enum db_status outcome);
	void *arg; /* in the call's arena */
};
struct reply *reply_written(struct call *call, const struct reply_write *write);
/** NULL: there is nothing to write first. */
const struct reply_write *reply_write_of(const struct reply *reply);

/* Read by http/ alone, when it writes the answer. */
int reply_status(const struct reply *reply);
const char *reply_type(const struct reply *reply);
const void *reply_bytes(const struct reply *reply, size_t *len);
size_t reply_header_count(const struct reply *reply);
const struct request_header *reply_header_at(const struct reply *reply, size_t index);
const char *reply_ancestors(const struct reply *reply); /* NULL: the site default */
/** NULL: not streamed */
const struct reply_stream *reply_stream_of(const struct reply *reply);
bool reply_is_late(const struct reply *reply); /* the head waits for sink->head */
void reply_say_head(struct reply *reply, int status, const char *type); /* then it came */

#endif
