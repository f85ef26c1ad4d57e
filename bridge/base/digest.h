/* Digest: SHA-256 and HMAC-SHA-256, and comparison in constant time. Any thread. */
#ifndef KIBRIDGE_BASE_DIGEST_H
#define KIBRIDGE_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define DIGEST_BYTES 32
#define DIGEST_TEXT 44 /* 32 bytes in base64url without padding, and a NUL */

/** What the store keeps instead of a token: base64url(SHA-256(text)). */
char *digest_sha256(char out[DIGEST_TEXT], const void *bytes, size_t len);
char *digest_hmac(char out[DIGEST_TEXT], const void *key, size_t key_len,
		  const void *bytes, size_t len);
/** The same as bytes, for a key that is derived; wipe it after use. */
void digest_hmac_bytes(unsigned char out[DIGEST_BYTES], const void *key, size_t key_len,
		       const void *bytes, size_t len);
bool digest_equal(const char *a, const char *b); /* constant time for equal lengths */
void digest_wipe(void *secret, size_t len);

#endif
