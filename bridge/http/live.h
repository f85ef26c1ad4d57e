/*
 * Live: who takes the WebSocket /api/v1/live (docs/api.md). http/ does the handshake, framing
 * and pings, and knows nothing of the messages. All on the loop thread.
 */
#ifndef KIBRIDGE_HTTP_LIVE_H
#define KIBRIDGE_HTTP_LIVE_H

#include <stddef.h>

#include "call/call.h"
#include "call/parts.h"
#include "call/sink.h"

#define LIVE_PATH "/api/v1/live"
#define LIVE_PROTOCOL "kibridge.v1"
#define LIVE_MESSAGE_MAX (320 * 1024) /* bytes of one message from the browser */
#define LIVE_QUEUE_MAX                                                                   \
	(1024 * 1024) /* bytes a browser may be behind before it is let go */

struct live_handler {
	/*
	 * A socket opened; the handler sets the sink's owner, closed and drained. The request is
	 * borrowed for the call. NULL refuses: the socket closes with 1013 and nobody is told.
	 */
	void *(*open)(const struct parts *parts, struct sink *sink,
		      const struct request *request);
	/* One whole message, valid UTF-8, with a NUL behind; borrowed. owner is what open gave. */
	void (*message)(void *owner, const char *text, size_t len);
};

#endif
