/* Base64url without padding [RFC 4648 §5]: how bytes become text in tokens and in the store. */
#ifndef KIBRIDGE_BASE_BASE64URL_H
#define KIBRIDGE_BASE_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

#define BASE64URL_LEN(bytes) (((bytes)*4 + 2) / 3) /* characters, without a NUL */

/** @out BASE64URL_LEN(len) + 1 bytes. */
char *base64url_encode(char *out, const void *bytes, size_t len);
/**
 * Strict: no padding, no spaces, no bits left over.
 * @out  room bytes; @len how many were written
 */
bool base64url_decode(void *out, size_t room, size_t *len, const char *text);

#endif
