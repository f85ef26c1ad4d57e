/*
 * Utf8 join: makes valid UTF-8 of text that arrives in pieces, where a sequence may begin in
 * one piece and end in the next. What cannot be UTF-8, and NUL, becomes U+FFFD.
 */
#ifndef KIBRIDGE_BACKEND_UTF8_JOIN_H
#define KIBRIDGE_BACKEND_UTF8_JOIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct utf8_join {
	unsigned char head[4]; /* the beginning of a sequence whose end has not come */
	size_t head_len;
};

struct utf8_text {
	const char *bytes; /* points into the piece or into the buffer */
	size_t len; /* 0: nothing whole yet */
};

/**
 * The text that is whole by now. Mostly this is the piece itself, uncopied.
 * @buf for joined or mended text, which may be up to three times the piece and 12 bytes; reset
 *      here, read until the next call
 */
struct utf8_text utf8_join(struct utf8_join *join, struct buf *buf, const char *piece,
			   size_t len);
/** No more comes: a sequence left open becomes U+FFFD. */
struct utf8_text utf8_join_end(struct utf8_join *join);

#endif
