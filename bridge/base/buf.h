/*
 * Buf: a growing byte buffer with a cap at birth; what a peer feeds goes into one of these.
 * bytes is never NULL and always NUL-terminated behind len, so text can be read in place.
 */
#ifndef KIBRIDGE_BASE_BUF_H
#define KIBRIDGE_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *bytes;
	size_t len;
	size_t room;
	size_t cap;
};

/** @cap the most len may ever be. No memory is taken before the first byte. */
void buf_init(struct buf *buf, size_t cap);
void buf_clear(struct buf *buf); /* releases the memory; the cap stays */
void buf_reset(struct buf *buf); /* len 0, memory kept */

/** Makes room for so many more bytes at once, as far as the cap lets it. */
void buf_reserve(struct buf *buf, size_t len);

/** Each returns false when the cap would be passed; then nothing was added. */
bool buf_add(struct buf *buf, const void *bytes, size_t len)
	__attribute__((warn_unused_result));
bool buf_add_text(struct buf *buf, const char *text) __attribute__((warn_unused_result));
bool buf_printf(struct buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3), warn_unused_result));

/** Drop the first len bytes, move the rest to the front. */
void buf_drop(struct buf *buf, size_t len);

#define AUTO_BUF __attribute__((cleanup(buf_clear))) struct buf

#endif
