/*
 * Sealer: keeps bytes secret and unchanged outside of us: login state on its way through
 * browser and LMS, our signing keys in the store. AES-256-GCM under a key per purpose,
 * derived from the server's secret file; what was sealed for one purpose does not open
 * for another. Any thread.
 */
#ifndef KIBRIDGE_LMS_SEALER_H
#define KIBRIDGE_LMS_SEALER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct sealer;

#define SEALER_OVERHEAD 28 /* bytes added: 12 of nonce, 16 of tag */

/** Reads the key file, or makes it (mode 0600). NULL: error holds a sentence for the
 * operator. */
struct sealer *sealer_new(const char *path, char error[256]);
void sealer_free(struct sealer *sealer); /* NULL is fine */

#define SEALER_KEY_BYTES 32
/** The key of a purpose, for those who seal in a format of their own; wipe it after use.
 */
void sealer_key(struct sealer *sealer, const char *purpose,
		unsigned char key[SEALER_KEY_BYTES]);

/** Base64url text. @purpose a short fixed word that stays where it is, "login" */
char *sealer_seal(struct sealer *sealer, struct arena *arena, const char *purpose,
		  const void *bytes, size_t len);
/** NULL if the text was not sealed by us for this purpose. A NUL stands behind the bytes.
 */
void *sealer_unseal(struct sealer *sealer, struct arena *arena, const char *purpose,
		    const char *text, size_t *len);

#endif
