/* Random: identifiers and secrets from OpenSSL's generator, which the kernel seeds. */
#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdint.h>
#include <string.h>

#include "base/base64url.h"
#include "base/clock.h"
#include "base/log.h"

/*
 * The generator asks the kernel for our process id, and hashes, with every call: a request that
 * needs four ids pays that once. What was handed out is wiped.
 */
#define POOL_BYTES 256
#define TIME_DIGITS 7 /* of six bits each: milliseconds until the year 2109 */

static _Thread_local struct {
	unsigned char bytes[POOL_BYTES];
	size_t left;
} pool;

static void fill(void *out, size_t len)
{
	if (RAND_bytes(out, (int)len) != 1)
		log_fatal("random.failed", "bytes=%zu", len);
}

void random_bytes(void *out, size_t len)
{
	if (len > POOL_BYTES / 4) {
		fill(out, len);
		return;
	}
	if (len > pool.left) {
		fill(pool.bytes, POOL_BYTES);
		pool.left = POOL_BYTES;
	}
	pool.left -= len;
	memcpy(out, pool.bytes + pool.left, len);
	OPENSSL_cleanse(pool.bytes + pool.left, len);
}

char *random_id(char out[RANDOM_ID])
{
	/* base64url's characters in the order of their codes */
	static const char digits[] =
		"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
	uint64_t time_ms = (uint64_t)clock_now_ms();
	unsigned char chance[RANDOM_ID - 1 - TIME_DIGITS];

	random_bytes(chance, sizeof(chance));
	for (int i = TIME_DIGITS - 1; i >= 0; i--, time_ms >>= 6)
		out[i] = digits[time_ms & 63];
	for (size_t i = 0; i < sizeof(chance); i++)
		out[TIME_DIGITS + i] = digits[chance[i] & 63];
	out[RANDOM_ID - 1] = '\0';
	return out;
}

char *random_token(char out[RANDOM_TOKEN])
{
	unsigned char bytes[32];

	random_bytes(bytes, sizeof(bytes));
	return base64url_encode(out, bytes, sizeof(bytes));
}
