/* Digest: SHA-256 and HMAC-SHA-256 as text, and comparison in constant time. */
#ifndef KIBRIDGE_BASE_DIGEST_H
#define KIBRIDGE_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define DIGEST_TEXT 44 /* 32 bytes in base64url without padding, and a NUL */

/** What the store keeps instead of a token: base64url(SHA-256(text)). */
char *digest_sha256(char out[DIGEST_TEXT], const void *bytes, size_t len);
char *digest_hmac(char out[DIGEST_TEXT], const void *key, size_t key_len,
		  const void *bytes, size_t len);
bool digest_equal(const char *a, const char *b); /* constant time for equal lengths */
void digest_wipe(void *secret, size_t len);

#endif
