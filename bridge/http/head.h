/* Head: the head of an answer, with the security headers that everything carries. */
#ifndef KIBRIDGE_HTTP_HEAD_H
#define KIBRIDGE_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/reply.h"

struct head {
	const struct reply *reply;
	const char *id; /* X-Request-Id */
	const char *origin; /* ours, for connect-src */
	bool secure; /* https at the browser's end */
	bool close; /* no further request on this connection */
	bool chunked;
	bool sized; /* has a Content-Length: content_len */
	size_t content_len;
};

/** Appends the status line, the headers and the empty line. False: they do not fit. */
bool head_write(struct buf *out, const struct head *head);

#endif
