/* Rows of the table api_key. */
#include "openai/key.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"

#define COLUMNS                                                                          \
	"id, tenant_id, course_id, platform_id, name, scopes, author, created_s, "       \
	"expires_s, "                                                                    \
	"revoked_s"
#define LIST_MAX 200

static void key_read(struct key *key, struct db_rows *rows, struct arena *arena)
{
	key->id = arena_strdup(arena, db_text(rows, 0));
	key->tenant = arena_strdup(arena, db_text(rows, 1));
	key->course = arena_strdup(arena, db_text(rows, 2));
	key->platform = arena_strdup(arena, db_text(rows, 3));
	key->name = arena_strdup(arena, db_text(rows, 4));
	key->scopes = arena_strdup(arena, db_text(rows, 5));
	key->author = arena_strdup(arena, db_text(rows, 6));
	key->created_s = db_int(rows, 7);
	key->expires_s = db_int(rows, 8);
	key->revoked_s = db_int(rows, 9);
}

enum db_status key_add(struct db_conn *tx, struct arena *arena, struct key *key,
		       char secret[KEY_TEXT])
{
	char token[RANDOM_TOKEN], digest[DIGEST_TEXT];

	snprintf(secret, KEY_TEXT, KEY_PREFIX "%s", random_token(token));
	digest_wipe(token, sizeof(token));
	key->id = random_id(arena_alloc(arena, RANDOM_ID));
	digest_sha256(digest, secret, strlen(secret));
	return db_exec(tx,
		       "INSERT INTO api_key (id, digest, tenant_id, course_id, "
		       "platform_id, name, "
		       "scopes, author, created_s, expires_s) "
		       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		       "ttttttttii", key->id, digest, key->tenant, key->course,
		       key->platform, key->name, key->scopes, key->author, key->created_s,
		       key->expires_s);
}

enum db_status key_find(struct key *out, struct db_conn *conn, struct arena *arena,
			const char *secret, int64_t now_s)
{
	AUTO_ROWS *rows = NULL;
	char digest[DIGEST_TEXT];

	digest_sha256(digest, secret, strlen(secret));
	rows = db_query(conn,
			"SELECT " COLUMNS
			" FROM api_key WHERE digest = $1 AND revoked_s IS NULL "
			"AND (expires_s = 0 OR expires_s > $2) "
			"AND NOT EXISTS (SELECT 1 FROM platform WHERE platform.id = "
			"platform_id AND status <> 'active')",
			"ti", digest, now_s);
	if (db_next(rows)) {
		key_read(out, rows, arena);
		return DB_OK;
	}
	return db_rows_absent(rows);
}

enum db_status key_list(struct key **list, size_t *count, struct db_conn *conn,
			struct arena *arena, const char *tenant, const char *course)
{
	AUTO_ROWS *rows = NULL;

	*count = 0;
	*list = arena_alloc(arena, LIST_MAX * sizeof(**list));
	rows = db_query(
		conn,
		"SELECT " COLUMNS " FROM api_key WHERE tenant_id = $1 "
		"AND COALESCE(course_id, '') = $2 ORDER BY created_s DESC, id LIMIT 200",
		"tt", tenant, course ? course : "");
	while (*count < LIST_MAX && db_next(rows))
		key_read(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

enum db_status key_list_by(struct key **list, size_t *count, struct db_conn *conn,
			   struct arena *arena, const char *tenant, const char *author)
{
	AUTO_ROWS *rows = NULL;

	*count = 0;
	*list = arena_alloc(arena, LIST_MAX * sizeof(**list));
	rows = db_query(conn,
			"SELECT " COLUMNS " FROM api_key WHERE tenant_id = $1 "
			"AND course_id IS NULL AND author = $2 AND revoked_s IS NULL "
			"ORDER BY created_s DESC, id LIMIT 200",
			"tt", tenant, author);
	while (*count < LIST_MAX && db_next(rows))
		key_read(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

enum db_status key_revoke(struct db_conn *tx, const char *id, const char *tenant,
			  const char *course, int64_t now_s)
{
	enum db_status status;

	status = db_exec(
		tx,
		"UPDATE api_key SET revoked_s = $4 WHERE id = $1 AND tenant_id = $2 "
		"AND COALESCE(course_id, '') = $3 AND revoked_s IS NULL",
		"ttti", id, tenant, course ? course : "", now_s);
	return status == DB_OK && db_changes(tx) == 0 ? DB_ABSENT : status;
}

bool key_allows(const struct key *key, const char *scope)
{
	size_t len = strlen(scope);

	for (const char *at = key->scopes; (at = strstr(at, scope)); at += len)
		if ((at == key->scopes || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

struct json_object *key_json(struct arena *arena, const struct key *key)
{
	struct json_object *json = json_put_text(json_new(arena), "id", key->id);

	json_put_text(json, "name", key->name);
	json_put_text(json, "level", key->course ? "course" : "tenant");
	json_put_text(json, "scopes", key->scopes);
	json_put_bool(json, "by_lms", text_starts_with(key->author, "lms:"));
	json_put_time(json, "created_at", key->created_s);
	json_put_time(json, "expires_at", key->expires_s);
	return json_put_time(json, "revoked_at", key->revoked_s);
}
