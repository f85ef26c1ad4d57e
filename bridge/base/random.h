/* Random: identifiers and secrets from the system's CSPRNG; aborts if there is none. */
#ifndef KIBRIDGE_BASE_RANDOM_H
#define KIBRIDGE_BASE_RANDOM_H

#include <stddef.h>

#define RANDOM_ID 23 /* 128 bits in base64url and a NUL */
#define RANDOM_TOKEN 44 /* 256 bits in base64url and a NUL */

void random_bytes(void *out, size_t len);
char *random_id(char out[RANDOM_ID]); /* never begins with '-' */
char *random_token(char out[RANDOM_TOKEN]);

#endif
