/* Invite: rows of the table invite. */
#include "lms/invite.h"

#include <string.h>

#include "base/digest.h"

#define KEPT_S (30 * 24 * 3600) /* after their end */

const char *invite_url(struct arena *arena, const char *public_url, const char *token)
{
	return arena_printf(arena, "%s/lti/register/%s?by=link", public_url, token);
}

enum db_status invite_add(struct db_conn *tx, const char *tenant, int64_t life_s,
			  int64_t now_s, char token[RANDOM_TOKEN])
{
	char id[RANDOM_ID], digest[DIGEST_TEXT];

	random_token(token);
	digest_sha256(digest, token, strlen(token));
	return db_exec(tx,
		       "INSERT INTO invite (id, digest, tenant_id, created_s, expires_s) "
		       "VALUES ($1, $2, $3, $4, $5)",
		       "tttii", random_id(id), digest, tenant, now_s, now_s + life_s);
}

enum db_status invite_find(struct invite *out, struct db_conn *conn, struct arena *arena,
			   const char *token, int64_t now_s)
{
	char digest[DIGEST_TEXT];
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT id, tenant_id, expires_s, used_s FROM invite WHERE digest = $1",
		"t", digest_sha256(digest, token, strlen(token)));

	if (!db_next(rows))
		return db_rows_absent(rows);
	out->id = arena_strdup(arena, db_text(rows, 0));
	out->tenant = arena_strdup(arena, db_text(rows, 1));
	out->state = !db_is_null(rows, 3)	? INVITE_USED
		     : db_int(rows, 2) <= now_s ? INVITE_EXPIRED
						: INVITE_OPEN;
	return DB_OK;
}

enum db_status invite_take(struct db_conn *tx, const char *id, int64_t now_s)
{
	enum db_status status = db_exec(tx,
					"UPDATE invite SET used_s = $2 WHERE id = $1 "
					"AND used_s IS NULL AND expires_s > $2",
					"ti", id, now_s);

	return status == DB_OK && db_changes(tx) != 1 ? DB_REFUSED : status;
}

enum db_status invite_give_back(struct db_conn *tx, const char *id)
{
	return db_exec(
		tx,
		"UPDATE invite SET used_s = NULL WHERE id = $1 AND platform_id IS NULL",
		"t", id);
}

enum db_status invite_spend(struct db_conn *tx, const char *id, const char *platform)
{
	return db_exec(tx, "UPDATE invite SET platform_id = $2 WHERE id = $1", "tt", id,
		       platform);
}

enum db_status invites_sweep(struct db_conn *tx, int64_t now_s)
{
	return db_exec(tx, "DELETE FROM invite WHERE expires_s < $1", "i",
		       now_s - KEPT_S);
}
