/* Fuzz: a stream read in pieces gives the same events as the stream read at once. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "backend/sse.h"

#define EVENT_MAX 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool keep(void *owner, const char *data, size_t len)
{
	struct buf *events = owner;

	if (len > EVENT_MAX)
		abort();
	return buf_add(events, data, len) && buf_add(events, "", 1);
}

/* Each piece in memory of its own, so that reading past it is seen. */
static enum sse_status feed(struct sse *sse, const uint8_t *data, size_t len,
			    struct buf *events)
{
	char *piece = malloc(len + 1);
	enum sse_status status;

	memcpy(piece, data, len);
	status = sse_feed(sse, piece, len, keep, events);
	free(piece);
	return status;
}

static enum sse_status read_all(const uint8_t *data, size_t size, size_t step,
				struct buf *events)
{
	enum sse_status status = SSE_OK;
	struct sse sse;

	sse_init(&sse, EVENT_MAX);
	for (size_t at = 0; at < size && status == SSE_OK; at += step)
		status = feed(&sse, data + at, size - at < step ? size - at : step,
			      events);
	if (status == SSE_OK)
		status = sse_end(&sse, keep, events);
	sse_clear(&sse);
	return status;
}

/* The first byte is the length of the pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole, pieces;

	if (size < 2)
		return 0;
	buf_init(&whole, 1 << 20);
	buf_init(&pieces, 1 << 20);
	if (read_all(data + 1, size - 1, size, &whole) !=
		    read_all(data + 1, size - 1, data[0] ? data[0] : 1, &pieces) ||
	    whole.len != pieces.len || memcmp(whole.bytes, pieces.bytes, whole.len) != 0)
		abort();
	buf_clear(&whole);
	buf_clear(&pieces);
	return 0;
}
