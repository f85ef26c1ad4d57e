/* Utf8: the table of RFC 3629 §4 as code. */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Length of the character at bytes, of which left are there; 0 if it is none. */
static size_t char_len(const unsigned char *bytes, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len;

	if (bytes[0] < 0x80)
		return 1;
	if (bytes[0] < 0xc2 || bytes[0] > 0xf4)
		return 0;
	len = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
	if (left < len)
		return 0;
	if (bytes[0] == 0xe0)
		low = 0xa0; /* overlong */
	if (bytes[0] == 0xed)
		high = 0x9f; /* surrogates */
	if (bytes[0] == 0xf0)
		low = 0x90; /* overlong */
	if (bytes[0] == 0xf4)
		high = 0x8f; /* past U+10FFFF */
	if (bytes[1] < low || bytes[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++) {
		if (bytes[i] < 0x80 || bytes[i] > 0xbf)
			return 0;
	}
	return len;
}

/* Eight characters of ASCII at once: most texts are little else. */
static bool all_ascii(const char bytes[8])
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return (word & UINT64_C(0x8080808080808080)) == 0;
}

bool utf8_valid(const char *bytes, size_t len)
{
	for (size_t at = 0; at < len;) {
		if (len - at >= 8 && all_ascii(bytes + at)) {
			at += 8;
			continue;
		}
		size_t step = char_len((const unsigned char *)bytes + at, len - at);

		if (!step)
			return false;
		at += step;
	}
	return true;
}

size_t utf8_char(const char *text)
{
	size_t left = 0;

	while (left < 4 && text[left])
		left++;
	return left ? char_len((const unsigned char *)text, left) : 0;
}
