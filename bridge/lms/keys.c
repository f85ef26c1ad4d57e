/* Keys: the rows of `tool_key`, and what becomes of a key in time. */
#include "lms/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/log.h"

#define SEAL_PURPOSE "tool_key"
#define KEYS_MAX 16 /* published at the same time; rotation waits a day between two */

const char *key_state_name(enum key_state state)
{
	static const char *const names[] = {
		[KEY_PUBLISHED] = "published",
		[KEY_SIGNING] = "signing",
		[KEY_RETIRING] = "retiring",
	};

	return names[state];
}

/* --- rows ---------------------------------------------------------------------------------- */

struct sealed_key {
	struct key_row row;
	const char *private_key;
};

/* The published keys, oldest first. The newest that may sign is the one that does. */
static enum db_status keys_read(struct sealed_key keys[KEYS_MAX], size_t *count,
				struct db_conn *conn, struct arena *arena, int64_t now_s)
{
	AUTO_ROWS *rows =
		db_query(conn,
			 "SELECT kid, created_s, signs_from_s, retires_s, private_key "
			 "FROM tool_key WHERE retires_s IS NULL OR retires_s > $1 "
			 "ORDER BY signs_from_s, created_s, kid",
			 "i", now_s);
	enum key_state state = KEY_SIGNING;
	size_t n = 0;

	*count = 0;
	while (db_next(rows)) {
		if (n == KEYS_MAX)
			continue;
		keys[n].row.kid = arena_strdup(arena, db_text(rows, 0));
		keys[n].row.created_s = db_int(rows, 1);
		keys[n].row.signs_from_s = db_int(rows, 2);
		keys[n].row.retires_s = db_int(rows, 3);
		keys[n].private_key = arena_strdup(arena, db_text(rows, 4));
		n++;
	}
	*count = n;
	while (n-- > 0) {
		if (keys[n].row.signs_from_s > now_s) {
			keys[n].row.state = KEY_PUBLISHED;
			continue;
		}
		keys[n].row.state = state;
		state = KEY_RETIRING;
	}
	return db_rows_status(rows);
}

enum db_status keys_list(struct key_row **out, size_t *count, struct db_conn *conn,
			 struct arena *arena, int64_t now_s)
{
	struct sealed_key keys[KEYS_MAX];
	enum db_status status = keys_read(keys, count, conn, arena, now_s);

	*out = arena_alloc(arena, (*count + 1) * sizeof(**out));
	for (size_t i = 0; i < *count; i++)
		(*out)[i] = keys[i].row;
	return status;
}

static void key_release(void *key)
{
	lti_key_free(key);
}

/* NULL, and a line in the log, if our secret is not the one it was sealed with. */
static const struct lti_key *key_open(const struct sealed_key *sealed,
				      struct sealer *sealer, struct arena *arena)
{
	struct lti_key *key;
	size_t len;
	char *pem = sealer_unseal(sealer, arena, SEAL_PURPOSE, sealed->private_key, &len);

	if (!pem || lti_key_read_pem(&key, pem, len) != LTI_OK) {
		log_error("key.sealed",
			  "kid=%s the secret file is not the one that sealed it",
			  sealed->row.kid);
		return NULL;
	}
	digest_wipe(pem, len);
	arena_adopt(arena, key, key_release);
	return key;
}

/* --- making one ------------------------------------------------------------------------------ */

struct new_key {
	char kid[DIGEST_TEXT];
	const char *sealed;
	int64_t now_s;
	bool at_once, only_first;
	enum key_rotation outcome;
};

/* The slow part, outside of any transaction. */
static bool key_make(struct new_key *made, struct sealer *sealer, struct arena *arena)
{
	LTI_AUTO_KEY *key = NULL;
	char *pem = NULL;

	if (lti_key_generate(&key) != LTI_OK || lti_key_write_pem(&pem, key) != LTI_OK) {
		log_error("key.failed", "no key could be made");
		return false;
	}
	snprintf(made->kid, sizeof(made->kid), "%s", lti_key_kid(key));
	made->sealed = sealer_seal(sealer, arena, SEAL_PURPOSE, pem, strlen(pem));
	lti_secret_free(pem);
	return true;
}

static enum db_status key_insert(struct db_conn *tx, const struct new_key *made,
				 int64_t signs_from_s)
{
	return db_exec(tx,
		       "INSERT INTO tool_key (kid, private_key, created_s, signs_from_s, "
		       "retires_s) "
		       "VALUES ($1, $2, $3, $4, NULL)",
		       "ttii", made->kid, made->sealed, made->now_s, signs_from_s);
}

static enum db_status key_insert_first(struct db_conn *tx, void *arg)
{
	const struct new_key *made = arg;
	int64_t count;
	enum db_status status =
		db_get_int(tx, &count, "SELECT COUNT(*) FROM tool_key", "");

	if (status != DB_OK || count)
		return status; /* another node was quicker */
	return key_insert(tx, made, made->now_s);
}

enum db_status keys_ensure(struct db *db, struct sealer *sealer, struct arena *arena,
			   int64_t now_s)
{
	struct new_key made = {.now_s = now_s};
	struct db_conn *conn = db_reader(db);
	enum db_status status;
	int64_t count;

	if (!conn)
		return DB_FAILED;
	status = db_get_int(conn, &count, "SELECT COUNT(*) FROM tool_key", "");
	if (status != DB_OK || count)
		return status;
	if (!key_make(&made, sealer, arena))
		return DB_FAILED;
	return db_write(db, key_insert_first, &made);
}

static enum db_status key_replace(struct db_conn *tx, void *arg)
{
	struct new_key *made = arg;
	int64_t signs_from_s = made->at_once ? made->now_s : made->now_s + KEY_WAIT_S;
	int64_t gone_s = made->at_once ? made->now_s : signs_from_s + KEY_WAIT_S;
	int64_t waiting;
	enum db_status status = db_get_int(
		tx, &waiting, "SELECT COUNT(*) FROM tool_key WHERE signs_from_s > $1",
		"i", made->now_s);

	made->outcome = KEY_ROTATED;
	if (status == DB_OK && waiting && !made->at_once) {
		made->outcome = KEY_ROTATING;
		return DB_OK;
	}
	if (status == DB_OK)
		status = db_exec(tx,
				 "UPDATE tool_key SET retires_s = $1 "
				 "WHERE retires_s IS NULL OR retires_s > $1",
				 "i", gone_s);
	return status == DB_OK ? key_insert(tx, made, signs_from_s) : status;
}

enum db_status keys_rotate(enum key_rotation *out, char kid[DIGEST_TEXT], struct db *db,
			   struct sealer *sealer, struct arena *arena, bool at_once,
			   int64_t now_s)
{
	struct new_key made = {.now_s = now_s, .at_once = at_once};
	enum db_status status;

	*kid = '\0';
	if (!key_make(&made, sealer, arena))
		return DB_FAILED;
	status = db_write(db, key_replace, &made);
	*out = made.outcome;
	if (status == DB_OK && made.outcome == KEY_ROTATED) {
		memcpy(kid, made.kid, DIGEST_TEXT);
		log_info("key.rotated", "kid=%s at_once=%d", made.kid, at_once);
	}
	return status;
}

/* --- using them -------------------------------------------------------------------------------- */

enum db_status keys_signing(const struct lti_key **out, struct db_conn *conn,
			    struct sealer *sealer, struct arena *arena, int64_t now_s)
{
	struct sealed_key keys[KEYS_MAX];
	size_t count;
	enum db_status status = keys_read(keys, &count, conn, arena, now_s);

	*out = NULL;
	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < count; i++)
		if (keys[i].row.state == KEY_SIGNING)
			*out = key_open(&keys[i], sealer, arena);
	return *out ? DB_OK : DB_ABSENT;
}

enum db_status keys_jwks(const char **out, struct db_conn *conn, struct sealer *sealer,
			 struct arena *arena, int64_t now_s)
{
	const struct lti_key *opened[KEYS_MAX];
	struct sealed_key keys[KEYS_MAX];
	size_t count, usable = 0;
	char *json = NULL;
	enum db_status status = keys_read(keys, &count, conn, arena, now_s);

	*out = NULL;
	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < count; i++) {
		opened[usable] = key_open(&keys[i], sealer, arena);
		usable += opened[usable] != NULL;
	}
	if (lti_jwks_write(&json, opened, usable) != LTI_OK)
		return DB_FAILED;
	*out = arena_strdup(arena, json);
	free(json);
	return DB_OK;
}

enum db_status keys_sweep(struct db_conn *tx, int64_t now_s)
{
	return db_exec(tx, "DELETE FROM tool_key WHERE retires_s <= $1", "i", now_s);
}
