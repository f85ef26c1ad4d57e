/* Joining UTF-8 [RFC 3629 §4]. A small decoder that knows valid, broken and not yet complete. */
#include "backend/utf8_join.h"

#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* The bounds of the second byte; later ones are 80..BF. [RFC 3629 §4, UTF8-octets] */
static bool second_fits(unsigned char first, unsigned char second)
{
	unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	unsigned char most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

	return second >= least && second <= most;
}

static size_t length_by(unsigned char first)
{
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
}

/*
 * One sequence at the beginning of the bytes.
 * @return its length; 0 if it is broken after *bad bytes; its whole length, beyond len, if what
 *         is there may still become one
 */
static size_t sequence(const unsigned char *bytes, size_t len, size_t *bad)
{
	size_t whole = length_by(bytes[0]);

	*bad = 1;
	if (whole == 1)
		return bytes[0] < 0x80 && bytes[0] != 0 ? 1 : 0;
	for (size_t i = 1; i < whole && i < len; i++) {
		bool fits = i == 1 ? second_fits(bytes[0], bytes[1])
				   : (bytes[i] & 0xc0) == 0x80;

		if (!fits) {
			*bad = i;
			return 0;
		}
	}
	return whole;
}

/* How many bytes from the beginning are whole sequences. */
static size_t whole_prefix(const char *bytes, size_t len)
{
	size_t at = 0, bad;

	while (at < len) {
		size_t length =
			sequence((const unsigned char *)bytes + at, len - at, &bad);

		if (length == 0 || length > len - at)
			break;
		at += length;
	}
	return at;
}

static void add(struct buf *buf, const char *bytes, size_t len)
{
	if (!buf_add(buf, bytes, len))
		abort(); /* the caller gave a cap too small: docs/decisions/0003-memory.md */
}

/* The general way: byte by byte through the head. */
static void mend(struct utf8_join *join, struct buf *buf, const char *piece, size_t len)
{
	size_t bad;

	for (size_t i = 0; i < len; i++) {
		join->head[join->head_len++] = (unsigned char)piece[i];
		while (join->head_len) {
			size_t length = sequence(join->head, join->head_len, &bad);

			if (length > join->head_len)
				break;
			add(buf, length ? (char *)join->head : REPLACEMENT,
			    length ? length : 3);
			bad = length ? length : bad;
			join->head_len -= bad;
			memmove(join->head, join->head + bad, join->head_len);
		}
	}
}

struct utf8_text utf8_join(struct utf8_join *join, struct buf *buf, const char *piece,
			   size_t len)
{
	size_t whole = join->head_len ? 0 : whole_prefix(piece, len);

	if (whole == len)
		return (struct utf8_text){piece, len};
	buf_reset(buf);
	add(buf, piece, whole);
	mend(join, buf, piece + whole, len - whole);
	return (struct utf8_text){buf->bytes, buf->len};
}

struct utf8_text utf8_join_end(struct utf8_join *join)
{
	bool open = join->head_len > 0;

	join->head_len = 0;
	return (struct utf8_text){REPLACEMENT, open ? 3 : 0};
}
