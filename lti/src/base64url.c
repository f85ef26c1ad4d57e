/* Base64url without padding, and random text in that alphabet. [RFC 4648 §5, RFC 7515 §2]
 */
#include <lti/jose.h>

#include <openssl/rand.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			       "0123456789-_";

size_t lti_base64url_encode(char *out, const void *bytes, size_t len)
{
	const uint8_t *in = bytes;
	size_t written = 0;
	unsigned bits = 0, held = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		held = held << 8 | in[i];
		for (bits += 8; bits >= 6; bits -= 6)
			out[written++] = alphabet[held >> (bits - 6) & 63];
		held &= (1u << bits) - 1;
	}
	if (bits)
		out[written++] = alphabet[held << (6 - bits) & 63];
	out[written] = '\0';
	return written;
}

static int sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool lti_base64url_decode(uint8_t *out, size_t *len, const char *text, size_t text_len)
{
	unsigned bits = 0, held = 0;
	size_t i;
	int six;

	*len = 0;
	for (i = 0; i < text_len; i++) {
		six = sextet(text[i]);
		if (six < 0)
			return false;
		held = (held << 6 | (unsigned)six) & 0xfff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[(*len)++] = (uint8_t)(held >> bits);
		}
	}
	/* One character alone holds no byte; left-over bits must be zero, or two texts
	 * would stand for the same bytes. */
	return bits < 6 && (held & ((1u << bits) - 1)) == 0;
}

enum lti_status lti_random_text(char out[LTI_RANDOM_TEXT])
{
	uint8_t bytes[24];

	if (RAND_bytes(bytes, sizeof(bytes)) != 1)
		return LTI_ERR_CRYPTO;
	lti_base64url_encode(out, bytes, sizeof(bytes));
	return LTI_OK;
}
