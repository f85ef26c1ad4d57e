/* Buf: grows by doubling, never past its cap. */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define ROOM_FIRST 256

static char nothing[1]; /* what an empty buffer points at; never written */

void buf_init(struct buf *buf, size_t cap)
{
	buf->bytes = nothing;
	buf->len = 0;
	buf->room = 0;
	buf->cap = cap < SIZE_MAX / 2 ? cap : SIZE_MAX / 2;
}

void buf_clear(struct buf *buf)
{
	if (buf->room)
		free(buf->bytes);
	buf_init(buf, buf->cap);
}

void buf_reset(struct buf *buf)
{
	buf->len = 0;
	if (buf->room)
		buf->bytes[0] = '\0';
}

/* Room for len more bytes and the NUL. */
static bool make_room(struct buf *buf, size_t len)
{
	size_t need, room;
	char *bytes;

	if (len > buf->cap - buf->len)
		return false;
	need = buf->len + len + 1;
	if (need <= buf->room)
		return true;
	room = buf->room ? buf->room * 2 : ROOM_FIRST;
	if (room > buf->cap + 1)
		room = buf->cap + 1;
	if (room < need)
		room = need;
	bytes = realloc(buf->room ? buf->bytes : NULL, room);
	if (!bytes)
		log_fatal("memory.exhausted", "bytes=%zu", room);
	buf->bytes = bytes;
	buf->room = room;
	return true;
}

void buf_reserve(struct buf *buf, size_t len)
{
	size_t left = buf->cap - buf->len;

	(void)!make_room(buf, len < left ? len : left);
}

bool buf_add(struct buf *buf, const void *bytes, size_t len)
{
	if (!make_room(buf, len))
		return false;
	if (len)
		memcpy(buf->bytes + buf->len, bytes, len);
	buf->len += len;
	buf->bytes[buf->len] = '\0';
	return true;
}

bool buf_add_text(struct buf *buf, const char *text)
{
	return buf_add(buf, text, strlen(text));
}

bool buf_printf(struct buf *buf, const char *format, ...)
{
	size_t left = buf->room ? buf->room - buf->len : 0;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(left ? buf->bytes + buf->len : NULL, left, format, args);
	va_end(args);
	if (len >= 0 && (size_t)len < left && (size_t)len <= buf->cap - buf->len) {
		buf->len += (size_t)len;
		return true;
	}
	if (left)
		buf->bytes[buf->len] = '\0'; /* what was tried did not fit */
	if (len < 0 || !make_room(buf, (size_t)len))
		return false;
	va_start(args, format);
	vsnprintf(buf->bytes + buf->len, (size_t)len + 1, format, args);
	va_end(args);
	buf->len += (size_t)len;
	return true;
}

void buf_drop(struct buf *buf, size_t len)
{
	if (len >= buf->len) {
		buf_reset(buf);
		return;
	}
	if (!len)
		return;
	memmove(buf->bytes, buf->bytes + len, buf->len - len + 1);
	buf->len -= len;
}
