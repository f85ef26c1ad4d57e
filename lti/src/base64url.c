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

/* One more than what a character stands for; 0: it is not of the alphabet. */
/* clang-format off */
static const uint8_t places[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8,
	['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
	['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
	['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
	['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
	['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['-'] = 63, ['_'] = 64,
};
/* clang-format on */

/*
 * Four characters at a time, an id_token being some three thousand of them; then what is left.
 */
bool lti_base64url_decode(uint8_t *out, size_t *len, const char *text, size_t text_len)
{
	const uint8_t *in = (const uint8_t *)text, *end = in + text_len;
	uint8_t *to = out;
	unsigned bits = 0, held = 0;

	*len = 0;
	for (; end - in >= 4; in += 4) {
		unsigned a = places[in[0]] - 1u, b = places[in[1]] - 1u,
			 c = places[in[2]] - 1u, d = places[in[3]] - 1u;

		if ((a | b | c | d) > 63)
			return false;
		held = a << 18 | b << 12 | c << 6 | d;
		*to++ = (uint8_t)(held >> 16);
		*to++ = (uint8_t)(held >> 8);
		*to++ = (uint8_t)held;
	}
	for (held = 0; in < end; in++) {
		if (!places[*in])
			return false;
		held = held << 6 | (places[*in] - 1u);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			*to++ = (uint8_t)(held >> bits);
		}
	}
	*len = (size_t)(to - out);
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
