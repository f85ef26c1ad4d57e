/*
 * SSE: reads a stream of server-sent events [HTML §9.2.6] that may be split anywhere. Only
 * `data` matters here; comments and other fields count as life and are dropped.
 */
#ifndef KIBRIDGE_BACKEND_SSE_H
#define KIBRIDGE_BACKEND_SSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum sse_status {
	SSE_OK,
	SSE_TOO_LONG, /* a line or an event passed the cap */
	SSE_STOPPED, /* the callback said so */
};

/** One event's data, lines joined with LF; borrowed, not NUL-terminated. False: stop reading. */
typedef bool sse_event_fn(void *owner, const char *data, size_t len);

struct sse {
	size_t event_max;
	struct buf line; /* the beginning of a line whose end has not come yet */
	struct buf data; /* lines of an event whose end has not come yet */
	bool has_data; /* an empty `data:` is an event too */
	bool after_cr; /* an LF right now belongs to the CR before it */
	bool begun; /* past the place of a byte order mark */
};

/** @event_max the most bytes of one event, and of one line of any kind */
void sse_init(struct sse *sse, size_t event_max);
void sse_clear(struct sse *sse);

/** After anything but SSE_OK the reader must not be fed again. */
enum sse_status sse_feed(struct sse *sse, const char *bytes, size_t len,
			 sse_event_fn *event, void *owner)
	__attribute__((warn_unused_result));

/**
 * The stream ended. Servers exist that end without the last blank line, so an event of complete
 * lines is still told; half a line is not.
 */
enum sse_status sse_end(struct sse *sse, sse_event_fn *event, void *owner)
	__attribute__((warn_unused_result));

#endif
