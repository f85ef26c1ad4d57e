/*
 * Keys: what we sign with towards every LMS, as rows. A key is published before it signs, so that
 * every LMS's cache knows it, and stays published after it has been replaced [Sec §6]. Private
 * halves are sealed in the store.
 *
 *     created ---- KEY_WAIT_S ----> signs ---- until the next one signs ----> KEY_WAIT_S -> gone
 *     published ------------------------------------------------------------------------>
 */
#ifndef KIBRIDGE_LMS_KEYS_H
#define KIBRIDGE_LMS_KEYS_H

#include <lti/jose.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "lms/sealer.h"
#include "store/db.h"

#define KEY_WAIT_S (24 * 3600) /* as long as an LMS may cache a key set */

enum key_state { KEY_PUBLISHED, KEY_SIGNING, KEY_RETIRING };
const char *key_state_name(enum key_state state); /* "signing" */

struct key_row {
	const char *kid;
	enum key_state state;
	int64_t created_s, signs_from_s;
	int64_t retires_s; /* 0: nobody knows yet */
};
/** Reader. The published keys, oldest first. */
enum db_status keys_list(struct key_row **out, size_t *count, struct db_conn *conn,
			 struct arena *arena, int64_t now_s);

/** Makes the first key, if there is none: it signs at once. Blocks for an RSA key. */
enum db_status keys_ensure(struct db *db, struct sealer *sealer, struct arena *arena,
			   int64_t now_s) __attribute__((warn_unused_result));

enum key_rotation {
	KEY_ROTATED,
	KEY_ROTATING, /* the last new key does not sign yet: nothing was done */
};
/**
 * A new key is published, and signs after KEY_WAIT_S; the one it follows then retires.
 * @at_once  a key got into wrong hands: the new one signs now, the others are gone now. What an
 *           LMS has cached fails until its cache is over.
 * @kid      at least DIGEST_TEXT; the new key's
 */
enum db_status keys_rotate(enum key_rotation *out, char kid[44], struct db *db,
			   struct sealer *sealer, struct arena *arena, bool at_once,
			   int64_t now_s) __attribute__((warn_unused_result));

/** Reader. The key that signs now, owned by the arena. DB_ABSENT: none opens with our secret. */
enum db_status keys_signing(const struct lti_key **out, struct db_conn *conn,
			    struct sealer *sealer, struct arena *arena, int64_t now_s);
/** Reader. The JWK set of all published keys; text in the arena. */
enum db_status keys_jwks(const char **out, struct db_conn *conn, struct sealer *sealer,
			 struct arena *arena, int64_t now_s);

/** In a transaction. Deletes what has retired. */
enum db_status keys_sweep(struct db_conn *tx, int64_t now_s)
	__attribute__((warn_unused_result));

#endif
