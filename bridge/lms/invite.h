/*
 * Invite: a one-time address that lets the admin of an LMS register it with one tenant, so that
 * not just anybody registers any platform. The store keeps digests only.
 */
#ifndef KIBRIDGE_LMS_INVITE_H
#define KIBRIDGE_LMS_INVITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/random.h"
#include "store/db.h"

#define INVITE_LIFE_S (7 * 24 * 3600)

enum invite_state { INVITE_OPEN, INVITE_USED, INVITE_EXPIRED };

struct invite {
	const char *id, *tenant;
	enum invite_state state;
};

/** In a transaction. Fills in the token: the last segment of the address, shown once. */
enum db_status invite_add(struct db_conn *tx, const char *tenant, int64_t life_s,
			  int64_t now_s, char token[RANDOM_TOKEN])
	__attribute__((warn_unused_result));
/** Reader. DB_ABSENT: there is none such. */
enum db_status invite_find(struct invite *out, struct db_conn *conn, struct arena *arena,
			   const char *token, int64_t now_s);
/** In a transaction. DB_REFUSED: it is not open (any more). */
enum db_status invite_take(struct db_conn *tx, const char *id, int64_t now_s)
	__attribute__((warn_unused_result));
/** In a transaction. The registration came to nothing: open again. */
enum db_status invite_give_back(struct db_conn *tx, const char *id)
	__attribute__((warn_unused_result));
/** In a transaction. What it became. */
enum db_status invite_spend(struct db_conn *tx, const char *id, const char *platform)
	__attribute__((warn_unused_result));
/** In a transaction. Deletes what expired a month ago: until then, a page can say so. */
enum db_status invites_sweep(struct db_conn *tx, int64_t now_s)
	__attribute__((warn_unused_result));

/** The address to hand out. It has a '?', because ILIAS appends "&…" to it as it is. */
const char *invite_url(struct arena *arena, const char *public_url, const char *token);

#endif
