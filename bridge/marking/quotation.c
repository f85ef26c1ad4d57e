/*
 * Quotation: both sides squeezed, then found by Knuth, Morris and Pratt. With gaps, one seeker
 * per part walks the text once, none ever backwards: the time stays linear.
 */
#include "marking/quotation.h"

#include <stdint.h>
#include <string.h>

#include "base/letters.h"
#include "base/text.h"
#include "marking/squeeze.h"

/* A quote may be longer than what is compared: blanks, marks of several bytes. */
#define QUOTE_BYTES_MAX (4 * QUOTATION_LEN_MAX)
#define NOWHERE SIZE_MAX

struct quotation_text {
	struct squeeze squeeze;
};

struct quotation_text *quotation_prepare(struct arena *arena, const char *text,
					 size_t len)
{
	struct quotation_text *out = arena_alloc(arena, sizeof(*out));

	squeeze_make(&out->squeeze, arena, text, len, 0);
	return out;
}

/* ---- seekers ---- */

/* All places of a part, one after the other, overlapping ones too. */
struct seeker {
	const char *part;
	size_t len;
	uint16_t border[QUOTATION_LEN_MAX + 1]; /* of each prefix, its longest border */
	size_t at; /* bytes of the text that were read */
	size_t matched;
	size_t place; /* the one found last, NOWHERE at the end */
};

static void seeker_init(struct seeker *seeker, const char *part, size_t len)
{
	size_t matched = 0;

	seeker->part = part;
	seeker->len = len;
	seeker->at = seeker->matched = seeker->place = 0;
	seeker->border[0] = seeker->border[1] = 0;
	for (size_t i = 1; i < len; i++) {
		while (matched && part[i] != part[matched])
			matched = seeker->border[matched];
		if (part[i] == part[matched])
			matched++;
		seeker->border[i + 1] = (uint16_t)matched;
	}
}

static size_t seeker_next(struct seeker *seeker, const struct squeeze *text)
{
	while (seeker->at < text->len) {
		char byte = text->bytes[seeker->at++];

		if (seeker->matched == seeker->len)
			seeker->matched = seeker->border[seeker->matched];
		while (seeker->matched && byte != seeker->part[seeker->matched])
			seeker->matched = seeker->border[seeker->matched];
		if (byte == seeker->part[seeker->matched])
			seeker->matched++;
		if (seeker->matched == seeker->len)
			return seeker->place = seeker->at - seeker->len;
	}
	return seeker->place = NOWHERE;
}

/* The first place at or behind least; least never falls. */
static size_t seeker_from(struct seeker *seeker, const struct squeeze *text, size_t least)
{
	while (!seeker->at || (seeker->place != NOWHERE && seeker->place < least))
		seeker_next(seeker, text);
	return seeker->place;
}

/* ---- parts ---- */

struct parts {
	const char *at[QUOTATION_PARTS_MAX];
	size_t len[QUOTATION_PARTS_MAX];
	size_t count;
};

struct span {
	size_t start, end; /* of the squeezed text */
};

static bool gap_allowed(const struct squeeze *text, size_t end, size_t start)
{
	return start - end <= QUOTATION_GAP_MAX &&
	       text->sentence[end - 1] == text->sentence[start];
}

static bool parts_find(struct span *out, const struct squeeze *text,
		       const struct parts *parts)
{
	struct seeker seekers[QUOTATION_PARTS_MAX];
	size_t end, place, ready = 0;

	do
		seeker_init(&seekers[ready], parts->at[ready], parts->len[ready]);
	while (++ready < parts->count); /* there is always one */
	while ((out->start = seeker_next(&seekers[0], text)) != NOWHERE) {
		bool whole = true;

		end = out->start + parts->len[0];
		for (size_t i = 1; whole && i < parts->count; i++) {
			place = seeker_from(&seekers[i], text, end);
			if (place == NOWHERE)
				return false;
			whole = gap_allowed(text, end, place);
			end = place + parts->len[i];
		}
		out->end = end;
		if (whole)
			return true;
	}
	return false;
}

/* "…", alone or in brackets, with the blanks around it; 0 if there is none here. */
static size_t gap_len(const char *at, const char *end)
{
	static const char *const gaps[] = {"[...]", "(...)", "..."};
	size_t lead = at < end && *at == ' ';

	for (size_t i = 0; i < ARRAY_LEN(gaps); i++) {
		size_t len = strlen(gaps[i]);

		if ((size_t)(end - at) < lead + len ||
		    memcmp(at + lead, gaps[i], len) != 0)
			continue;
		len += lead;
		return len + (at + len < end && at[len] == ' ');
	}
	return 0;
}

/* Split at gaps; false if there are too many parts, or one too short to mean anything. */
static bool parts_split(struct parts *out, const char *quote, size_t len)
{
	const char *end = quote + len, *start = quote;

	out->count = 0;
	for (const char *at = quote; at <= end; at++) {
		size_t gap = at < end ? gap_len(at, end) : 1;

		if (!gap)
			continue;
		if (out->count == QUOTATION_PARTS_MAX || at - start < QUOTATION_PART_MIN)
			return false;
		out->at[out->count] = start;
		out->len[out->count++] = (size_t)(at - start);
		start = at + gap;
		at = start - 1;
	}
	return true;
}

/* ---- finding ---- */

struct trimmed {
	char *bytes;
	size_t len;
	const char *tail; /* the punctuation that was taken off its end */
};

/* Without the marks around it and the punctuation behind it. */
static struct trimmed trim(char *bytes, size_t len)
{
	struct trimmed out = {bytes, len, ""};

	while (out.len && strchr("'. ", *out.bytes)) {
		out.bytes++;
		out.len--;
	}
	while (out.len && strchr("'.,;:!? ", out.bytes[out.len - 1]))
		out.len--;
	out.tail = out.bytes + out.len;
	while (*out.tail == '\'')
		out.tail++;
	return out;
}

/* Also with its first letter in the other case. */
static bool find_either(struct span *out, const struct squeeze *text,
			const struct parts *parts, char *first)
{
	size_t at = 0;
	uint32_t code = letters_next(first, strlen(first), &at);

	if (parts_find(out, text, parts))
		return true;
	if (letter_flip(code) == code)
		return false;
	letters_write(first, letter_flip(code));
	if (parts_find(out, text, parts))
		return true;
	letters_write(first, code);
	return false;
}

static void place_make(struct quotation_place *out, const struct squeeze *text,
		       const struct span *span)
{
	out->start = text->from[span->start];
	out->end = squeeze_source_end(text, span->end);
	out->start_utf16 = letters_utf16(text->source, out->start);
	out->end_utf16 = out->start_utf16 +
			 letters_utf16(text->source + out->start, out->end - out->start);
}

static enum quotation_outcome find(struct quotation_place *out,
				   const struct squeeze *text, struct trimmed *quote)
{
	struct parts parts = {{quote->bytes}, {quote->len}, 1};
	struct span span;

	if (quote->len < QUOTATION_LEN_MIN)
		return QUOTATION_SHORT;
	if (quote->len > QUOTATION_LEN_MAX)
		return QUOTATION_LONG;
	if (!find_either(&span, text, &parts, quote->bytes) &&
	    !(parts_split(&parts, quote->bytes, quote->len) && parts.count > 1 &&
	      find_either(&span, text, &parts, quote->bytes)))
		return QUOTATION_ABSENT;
	for (const char *tail = quote->tail;
	     *tail && span.end < text->len && text->bytes[span.end] == *tail; tail++)
		span.end++;
	place_make(out, text, &span);
	return QUOTATION_FOUND;
}

enum quotation_outcome quotation_find(struct quotation_place *out,
				      const struct quotation_text *text,
				      const char *quote)
{
	size_t len = quote ? strlen(quote) : 0;
	struct arena *arena;
	struct squeeze squeezed;
	struct trimmed trimmed;
	enum quotation_outcome outcome;

	if (len < QUOTATION_LEN_MIN)
		return QUOTATION_SHORT;
	if (len > QUOTE_BYTES_MAX)
		return QUOTATION_LONG;
	arena = arena_new(64 * KIB + 16 * len);
	squeeze_make(&squeezed, arena, quote, len, 0);
	trimmed = trim(squeezed.bytes, squeezed.len);
	outcome = find(out, &text->squeeze, &trimmed);
	arena_free(arena);
	return outcome;
}
