/* Key: what a plugin or script shows instead of a session. Shown once, stored as a digest. */
#ifndef KIBRIDGE_OPENAI_KEY_H
#define KIBRIDGE_OPENAI_KEY_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/db.h"

#define KEY_PREFIX "kb-"
#define KEY_TEXT 48 /* the prefix, 256 bits in base64url, a NUL */
#define KEY_NAME_MAX 100 /* bytes */

struct key {
	const char *id, *tenant;
	const char *course; /* NULL: a tenant's key */
	const char *platform; /* whose subjects `user` names; NULL: none */
	const char *name, *scopes;
	const char
		*author; /* a pseudonym, or "lms:<platform>": fetched by the LMS itself */
	int64_t created_s, expires_s, revoked_s; /* 0: never */
};

/** In a transaction. Fills id in the arena, and the secret that is never seen again. */
enum db_status key_add(struct db_conn *tx, struct arena *arena, struct key *key,
		       char secret[KEY_TEXT]);
/** Reader. DB_ABSENT: unknown, expired, revoked, or its LMS is switched off. */
enum db_status key_find(struct key *out, struct db_conn *conn, struct arena *arena,
			const char *secret, int64_t now_s);
/** Reader. Of a course, or with course NULL of the tenant itself. */
enum db_status key_list(struct key **list, size_t *count, struct db_conn *conn,
			struct arena *arena, const char *tenant, const char *course);
/** Reader. The tenant's own that an author has made and nobody has revoked. */
enum db_status key_list_by(struct key **list, size_t *count, struct db_conn *conn,
			   struct arena *arena, const char *tenant, const char *author);
/** In a transaction. DB_ABSENT unless it is that tenant's and course's. */
enum db_status key_revoke(struct db_conn *tx, const char *id, const char *tenant,
			  const char *course, int64_t now_s);
bool key_allows(const struct key *key, const char *scope);

struct json_object *key_json(struct arena *arena, const struct key *key);

#endif
