/* Extract text: from bytes of some encoding to lines of UTF-8. */
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "extract/parts.h"
#include "base/letters.h"

#define UTF16_GUESSED_FROM 16 /* bytes */
#define LINE_ENDS_MAX 3 /* in a row: two empty lines */

void extract_out_init(struct extract_out *out)
{
	buf_init(&out->text, EXTRACT_TEXT_MAX + 4096);
	buf_init(&out->hidden, EXTRACT_HIDDEN_MAX);
	out->notes = 0;
}

void extract_out_clear(struct extract_out *out)
{
	buf_clear(&out->text);
	buf_clear(&out->hidden);
}

/* As much of a text as fits, in whole characters. */
static bool add_fitting(struct buf *out, const char *text, size_t len)
{
	size_t room = out->cap - out->len;
	bool fits = len <= room;

	if (!fits)
		len = room;
	while (!fits && len && (text[len] & 0xc0) == 0x80)
		len--;
	return buf_add(out, text, len) && fits;
}

void extract_out_add(struct extract_out *out, bool hidden, const char *text)
{
	size_t len = strlen(text);

	if (!hidden && !add_fitting(&out->text, text, len))
		out->notes |= EXTRACT_SHORTENED;
	if (!hidden || text[strspn(text, " \t\n")] == '\0')
		return;
	out->notes |= EXTRACT_HIDDEN_TEXT;
	if (out->hidden.len && !add_fitting(&out->hidden, " ", 1))
		return;
	(void)!add_fitting(&out->hidden, text, len);
}

/* ---- decoding ---- */

/* Windows-1252 where it is not Latin-1; 0 where it has nothing. */
static const uint16_t windows[32] = {
	0x20ac, 0,	0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,	0x017d, 0,
	0,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,	0x017e, 0x0178,
};

static void add_code(struct extract_out *out, uint32_t code)
{
	char bytes[4];

	if (!buf_add(&out->text, bytes, letters_write(bytes, code)))
		out->notes |= EXTRACT_SHORTENED;
}

static void decode_windows(struct extract_out *out, const unsigned char *bytes,
			   size_t len)
{
	for (size_t i = 0; i < len && !(out->notes & EXTRACT_SHORTENED); i++) {
		uint32_t code = bytes[i];

		if (code >= 0x80 && code < 0xa0)
			code = windows[code - 0x80];
		if (code)
			add_code(out, code);
	}
}

static void decode_utf16(struct extract_out *out, const unsigned char *bytes, size_t len,
			 bool big)
{
	uint32_t high = 0;

	for (size_t i = 0; i + 1 < len && !(out->notes & EXTRACT_SHORTENED); i += 2) {
		uint32_t unit = big ? (uint32_t)bytes[i] << 8 | bytes[i + 1]
				    : (uint32_t)bytes[i + 1] << 8 | bytes[i];

		if (unit >= 0xd800 && unit < 0xdc00) {
			high = unit;
			continue;
		}
		if (unit >= 0xdc00 && unit < 0xe000)
			unit = high ? 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00)
				    : 0;
		high = 0;
		if (unit)
			add_code(out, unit);
	}
}

/* Which half of the first units is mostly NUL: 0 the first, 1 the second, -1 neither. */
static int nul_side(const unsigned char *bytes, size_t len)
{
	size_t nuls[2] = {0, 0}, looked = len < 2000 ? len / 2 * 2 : 2000;

	if (looked < UTF16_GUESSED_FROM)
		return -1;
	for (size_t i = 0; i < looked; i++)
		nuls[i & 1] += bytes[i] == 0;
	for (int side = 0; side < 2; side++) {
		if (nuls[side] * 3 > looked && nuls[!side] * 20 < looked)
			return side;
	}
	return -1;
}

/* No NUL, and next to no control characters. */
static bool looks_like_text(const unsigned char *bytes, size_t len)
{
	size_t controls = 0;

	for (size_t i = 0; i < len; i++) {
		if (!bytes[i])
			return false;
		controls += bytes[i] < 0x20 && !strchr("\t\n\r\f\v\x1b", bytes[i]);
	}
	return controls * 50 <= len;
}

enum extract_status extract_decode(struct extract_out *out, const void *data, size_t len)
{
	const unsigned char *bytes = data;
	int side;

	if (len >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe) {
		decode_utf16(out, bytes + 2, len - 2, false);
		return EXTRACT_DONE;
	}
	if (len >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff) {
		decode_utf16(out, bytes + 2, len - 2, true);
		return EXTRACT_DONE;
	}
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	side = nul_side(bytes, len);
	if (side >= 0) {
		decode_utf16(out, bytes, len, side == 0);
		return EXTRACT_DONE;
	}
	if (!looks_like_text(bytes, len))
		return EXTRACT_TYPE;
	if (!utf8_valid((const char *)bytes, len))
		decode_windows(out, bytes, len);
	else if (!add_fitting(&out->text, (const char *)bytes, len))
		out->notes |= EXTRACT_SHORTENED;
	return EXTRACT_DONE;
}

/* ---- tidying ---- */

struct tidy {
	struct buf out;
	size_t line_ends; /* at the end of out */
	bool carriage; /* the character before was a carriage return */
	bool full;
};

static void tidy_line_end(struct tidy *tidy)
{
	struct buf *out = &tidy->out;

	while (out->len && strchr(" \t", out->bytes[out->len - 1]))
		out->len--;
	if (!out->len || tidy->line_ends == LINE_ENDS_MAX)
		return;
	tidy->full |= !buf_add(out, "\n", 1);
	tidy->line_ends++;
}

static void tidy_code(struct tidy *tidy, uint32_t code)
{
	char bytes[4];
	bool after_carriage = tidy->carriage;

	tidy->carriage = code == '\r';
	if (code == '\n' && after_carriage)
		return;
	if (code == '\n' || code == '\r' || code == '\f' || code == 0x2028 ||
	    code == 0x2029) {
		tidy_line_end(tidy);
		return;
	}
	if (letter_control(code) || code == 0xfffe || code == 0xffff)
		return;
	tidy->full |= !buf_add(&tidy->out, bytes, letters_write(bytes, code));
	tidy->line_ends = 0;
}

void extract_tidy(struct extract_result *result, struct arena *arena, const char *text,
		  size_t len)
{
	struct tidy tidy = {.line_ends = 0};

	buf_init(&tidy.out, EXTRACT_TEXT_MAX);
	for (size_t at = 0; at < len && !tidy.full;) {
		size_t size = text[at] ? utf8_char(text + at) : 0;

		if (size)
			tidy_code(&tidy, letters_next(text, len, &at));
		else
			at++; /* NUL, or no UTF-8 */
	}
	while (tidy.out.len && strchr(" \t\n", tidy.out.bytes[tidy.out.len - 1]))
		tidy.out.len--;
	if (tidy.full)
		result->notes |= EXTRACT_SHORTENED;
	result->len = tidy.out.len;
	result->text = arena_strndup(arena, tidy.out.bytes, tidy.out.len);
	result->words = extract_words(result->text, result->len);
	buf_clear(&tidy.out);
}

size_t extract_words(const char *text, size_t len)
{
	size_t words = 0;
	bool counted = false;

	for (size_t at = 0; at < len;) {
		uint32_t code = letters_next(text, len, &at);

		if (letter_blank(code)) {
			counted = false;
		} else if (!counted &&
			   (letter_in_word(code) || (code >= '0' && code <= '9'))) {
			counted = true;
			words++;
		}
	}
	return words;
}
