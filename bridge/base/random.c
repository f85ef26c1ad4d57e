/* Random: identifiers and secrets from OpenSSL's generator, which the kernel seeds. */
#include "base/random.h"

#include <openssl/rand.h>

#include "base/base64url.h"
#include "base/log.h"

void random_bytes(void *out, size_t len)
{
	if (RAND_bytes(out, (int)len) != 1)
		log_fatal("random.failed", "bytes=%zu", len);
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
