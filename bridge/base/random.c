/* Random: identifiers and secrets from OpenSSL's generator, which the kernel seeds. */
#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#include "base/base64url.h"
#include "base/log.h"

/*
 * The generator asks the kernel for our process id, and hashes, with every call: a request that
 * needs four ids pays that once. What was handed out is wiped.
 */
#define POOL_BYTES 256

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
	unsigned char bytes[16];

	do { /* an id that begins with '-' would read as an option on a command line */
		random_bytes(bytes, sizeof(bytes));
		base64url_encode(out, bytes, sizeof(bytes));
	} while (out[0] == '-');
	return out;
}

char *random_token(char out[RANDOM_TOKEN])
{
	unsigned char bytes[32];

	random_bytes(bytes, sizeof(bytes));
	return base64url_encode(out, bytes, sizeof(bytes));
}
