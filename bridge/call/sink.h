/*
 * Sink: somewhere on the loop that bytes are pushed to: a WebSocket (each send is one text
 * message) or a streamed HTTP body (each send is a piece). Loop thread only.
 *
 * Who holds a sink sets its owner; when the peer goes the owner's closed() runs once, after which
 * the sink must not be touched. http/ implements it.
 */
#ifndef KIBRIDGE_CALL_SINK_H
#define KIBRIDGE_CALL_SINK_H

#include <stdbool.h>
#include <stddef.h>

struct sink {
	/* Copies what cannot be written at once; false when the peer is hopelessly behind (the
	 * queue's cap), then the sink closes itself and closed() follows. */
	bool (*send)(struct sink *sink, const char *bytes, size_t len);
	/* Bytes not yet taken by the kernel: callers coalesce while this is not 0. */
	size_t (*queued)(const struct sink *sink);
	/*
	 * A late streamed reply (reply_streamed_late) waits with its head: say status and type once,
	 * before the first send. NULL for all other sinks.
	 */
	void (*head)(struct sink *sink, int status, const char *type);
	/* Ends it: a WebSocket closes with code and reason, a body ends. closed() still follows. */
	void (*end)(struct sink *sink, int code, const char *reason);
	/* Set by the owner, called by http/. drained() may be NULL. */
	void (*closed)(void *owner);
	void (*drained)(void *owner);
	void *owner;
};

#endif
