/* Random: identifiers and secrets from the system's CSPRNG; aborts if there is none. */
#ifndef KIBRIDGE_BASE_RANDOM_H
#define KIBRIDGE_BASE_RANDOM_H

#include <stddef.h>

#define RANDOM_ID 23 /* 22 characters and a NUL */
#define RANDOM_TOKEN 44 /* 256 bits in base64url and a NUL */

void random_bytes(void *out, size_t len);
/**
 * An identifier in base64url's characters: seven of time (42 bits of milliseconds, in an order
 * that text has, too), fifteen of chance (90 bits). What is made at one time lies side by side in
 * every index, and shares the pages that are written. It never begins with '-', which a command
 * line would take for an option.
 */
char *random_id(char out[RANDOM_ID]);
char *random_token(char out[RANDOM_TOKEN]);

#endif
