/* Letters: ranges of Unicode, chosen for texts in European languages. */
#include "base/letters.h"

#include "base/text.h"

struct range {
	uint32_t first, last;
};

static bool in_ranges(uint32_t code, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	}
	return false;
}

uint32_t letters_next(const char *text, size_t len, size_t *at)
{
	const unsigned char *bytes = (const unsigned char *)text + *at;
	size_t left = len - *at, size;
	uint32_t code;

	if (!left)
		return 0;
	size = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
	if (size > left)
		size = left; /* not of valid UTF-8 */
	code = size == 1 ? bytes[0] : bytes[0] & (0x7fU >> size);
	for (size_t i = 1; i < size; i++)
		code = code << 6 | (bytes[i] & 0x3f);
	*at += size;
	return code;
}

size_t letters_write(char out[4], uint32_t code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

size_t letters_utf16(const char *text, size_t len)
{
	size_t units = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)text[i];

		units += (byte & 0xc0) != 0x80; /* a character begins */
		units += byte >= 0xf0; /* a surrogate pair */
	}
	return units;
}

bool letter_control(uint32_t code)
{
	return (code < 0x20 && code != '\t' && code != '\n') ||
	       (code >= 0x7f && code < 0xa0);
}

bool letter_blank(uint32_t code)
{
	static const struct range ranges[] = {
		{'\t', '\r'},	  {' ', ' '},	    {0x85, 0x85},     {0xa0, 0xa0},
		{0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f},
		{0x205f, 0x205f}, {0x3000, 0x3000},
	};

	return in_ranges(code, ranges, ARRAY_LEN(ranges));
}

bool letter_tag(uint32_t code)
{
	return code >= 0xe0000 && code <= 0xe007f;
}

bool letter_bidi(uint32_t code)
{
	return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

bool letter_invisible(uint32_t code)
{
	static const struct range ranges[] = {
		{0xad, 0xad}, /* soft hyphen */
		{0x34f, 0x34f}, /* combining grapheme joiner */
		{0x61c, 0x61c}, /* Arabic letter mark */
		{0x115f, 0x1160}, /* Hangul fillers */
		{0x17b4, 0x17b5}, /* Khmer inherent vowels */
		{0x180b, 0x180f}, /* Mongolian selectors */
		{0x200b, 0x200f}, /* zero-width space, joiners, direction marks */
		{0x202a, 0x202e}, /* bidi */
		{0x2060, 0x206f}, /* word joiner, invisible operators, isolates */
		{0x3164, 0x3164}, /* Hangul filler */
		{0xfe00, 0xfe0f}, /* variation selectors */
		{0xfeff, 0xfeff}, /* byte order mark */
		{0xffa0, 0xffa0}, /* halfwidth Hangul filler */
		{0xfff9, 0xfffb}, /* interlinear annotation */
		{0x1d173, 0x1d17a}, /* musical format characters */
		{0xe0000, 0xe0fff}, /* tags, more variation selectors */
	};

	return code >= 0xad && in_ranges(code, ranges, ARRAY_LEN(ranges));
}

bool letter_in_word(uint32_t code)
{
	if (code < 0x80)
		return (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
	if (code < 0xc0)
		return code == 0xaa || code == 0xb5 || code == 0xba;
	if (code == 0xd7 || code == 0xf7)
		return false; /* times, divided by */
	return (code < 0x2000 || code >= 0x2c00) && !letter_blank(code) &&
	       !letter_invisible(code) && !(code >= 0x3000 && code <= 0x303f) &&
	       !(code >= 0xff00 && code <= 0xff0f) && code < 0x1f000;
}

bool letter_upper(uint32_t code)
{
	return (code >= 'A' && code <= 'Z') ||
	       (code >= 0xc0 && code <= 0xde && code != 0xd7);
}

uint32_t letter_lower(uint32_t code)
{
	return letter_upper(code) ? code + 0x20 : code;
}

uint32_t letter_flip(uint32_t code)
{
	if (letter_upper(code))
		return code + 0x20;
	if ((code >= 'a' && code <= 'z') ||
	    (code >= 0xe0 && code <= 0xfe && code != 0xf7))
		return code - 0x20;
	return code;
}
