/* Base64url without padding [RFC 4648 §5]. */
#include "base/base64url.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *base64url_encode(char *out, const void *bytes, size_t len)
{
	const unsigned char *in = bytes;
	uint32_t bits = 0;
	unsigned have = 0;
	char *to = out;

	for (size_t i = 0; i < len; i++) {
		bits = (bits << 8) | in[i];
		for (have += 8; have >= 6; have -= 6)
			*to++ = alphabet[bits >> (have - 6) & 63];
	}
	if (have)
		*to++ = alphabet[bits << (6 - have) & 63];
	*to = '\0';
	return out;
}

bool base64url_decode(void *out, size_t room, size_t *len, const char *text)
{
	unsigned char *to = out;
	uint32_t bits = 0;
	unsigned have = 0;
	size_t written = 0;

	for (; *text; text++) {
		const char *found = strchr(alphabet, *text);

		if (!found)
			return false;
		bits = (bits << 6) | (uint32_t)(found - alphabet);
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		if (written == room)
			return false;
		to[written++] = (unsigned char)(bits >> have);
	}
	if (have >= 6 || (bits & ((1u << have) - 1))) /* half a byte, or bits left over */
		return false;
	*len = written;
	return true;
}
