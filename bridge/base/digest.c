/* Digest: SHA-256 and HMAC-SHA-256 as text, on OpenSSL. */
#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/base64url.h"
#include "base/log.h"

#define DIGEST_BYTES 32

char *digest_sha256(char out[DIGEST_TEXT], const void *bytes, size_t len)
{
	unsigned char digest[EVP_MAX_MD_SIZE];

	if (EVP_Digest(bytes, len, digest, NULL, EVP_sha256(), NULL) != 1)
		log_fatal("digest.failed", "what=sha256");
	return base64url_encode(out, digest, DIGEST_BYTES);
}

char *digest_hmac(char out[DIGEST_TEXT], const void *key, size_t key_len,
		  const void *bytes, size_t len)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned digest_len;

	if (!HMAC(EVP_sha256(), key, (int)key_len, bytes, len, digest, &digest_len))
		log_fatal("digest.failed", "what=hmac");
	return base64url_encode(out, digest, DIGEST_BYTES);
}

bool digest_equal(const char *a, const char *b)
{
	size_t len = strlen(a);

	return len == strlen(b) && CRYPTO_memcmp(a, b, len) == 0;
}

void digest_wipe(void *secret, size_t len)
{
	OPENSSL_cleanse(secret, len);
}
