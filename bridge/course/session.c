/*
 * Session: rows of the table session. What a page holds begins with its row's id, so the row is
 * found without an index of secrets; the rest must match the digest.
 */
#include "course/session.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"

#define CODE_S 60 /* from the redirect to the page's first call */

static const char *const rank_names[] = {"anyone", "student", "lecturer", "admin"};

/* The order of read_row(). */
#define COLUMNS                                                                          \
	"id, tenant_id, platform_id, deployment_id, course_id, activity_id, person,"     \
	" rank, locale, return_url, frame_origin, message, for_person, expires_s"

const char *rank_role(enum rank rank)
{
	return rank_names[rank];
}

const char *session_data_person(const struct session *session)
{
	return session->for_person && text_equal(session->message, SESSION_PRIVACY)
		       ? session->for_person
		       : session->person;
}

void session_copy(struct session *out, const struct session *from, struct arena *arena)
{
	const char **const texts[] = {
		&out->id,	  &out->tenant,	      &out->platform, &out->deployment,
		&out->course,	  &out->activity,     &out->person,   &out->locale,
		&out->return_url, &out->frame_origin, &out->message,  &out->for_person,
	};

	*out = *from;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = arena_strdup(arena, *texts[i]);
}

static char *secret_make(char out[SESSION_SECRET], const char *id)
{
	char random[RANDOM_TOKEN];

	snprintf(out, SESSION_SECRET, "%.*s%s", RANDOM_ID - 1, id, random_token(random));
	digest_wipe(random, sizeof(random));
	return out;
}

struct secret {
	char id[RANDOM_ID]; /* whose it says it is: "" for what is none of ours */
	char digest[DIGEST_TEXT];
};

static struct secret secret_read(const char *text)
{
	struct secret secret = {0};
	size_t len = strlen(text);

	if (len >= RANDOM_TOKEN - 1 && len < SESSION_SECRET)
		memcpy(secret.id, text, len - (RANDOM_TOKEN - 1));
	digest_sha256(secret.digest, text, len);
	return secret;
}

enum db_status session_open(struct db_conn *tx, const struct session *session,
			    int64_t now_s, char code[SESSION_SECRET])
{
	char digest[DIGEST_TEXT];

	secret_make(code, session->id);
	digest_sha256(digest, code, strlen(code));
	return db_exec(
		tx,
		"INSERT INTO session (id, code_digest, code_expires_s, tenant_id,"
		" platform_id, deployment_id, course_id, activity_id, person, rank,"
		" locale, message, for_person, return_url, frame_origin, created_s,"
		" expires_s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
		" $12, $13, $14, $15, $16, $17)",
		"ttittttttttttttii", session->id, digest, now_s + CODE_S, session->tenant,
		session->platform, session->deployment, session->course,
		session->activity, session->person, rank_role(session->rank),
		session->locale, session->message, session->for_person,
		session->return_url, session->frame_origin, now_s, session->expires_s);
}

enum db_status session_trade(struct db_conn *tx, const char *code, int64_t now_s,
			     char token[SESSION_SECRET])
{
	struct secret secret = secret_read(code);
	char digest[DIGEST_TEXT];
	enum db_status status;

	secret_make(token, secret.id);
	digest_sha256(digest, token, strlen(token));
	status = db_exec(tx,
			 "UPDATE session SET token_digest = $1, code_digest = NULL,"
			 " code_expires_s = NULL WHERE id = $2 AND code_digest = $3"
			 " AND code_expires_s > $4 AND expires_s > $4",
			 "ttti", digest, secret.id, secret.digest, now_s);
	if (status != DB_OK)
		return status;
	return db_changes(tx) == 1 ? DB_OK : DB_ABSENT;
}

static struct session *read_row(struct db_rows *rows, struct arena *arena)
{
	struct session row = {
		.id = db_text(rows, 0),
		.tenant = db_text(rows, 1),
		.platform = db_text(rows, 2),
		.deployment = db_text(rows, 3),
		.course = db_text(rows, 4),
		.activity = db_text(rows, 5),
		.person = db_text(rows, 6),
		.locale = db_text(rows, 8),
		.return_url = db_text(rows, 9),
		.frame_origin = db_text(rows, 10),
		.message = db_text(rows, 11),
		.for_person = db_text(rows, 12),
		.expires_s = db_int(rows, 13),
	};
	int rank = text_index(db_text(rows, 7), rank_names, ARRAY_LEN(rank_names));
	struct session *session = arena_alloc(arena, sizeof(*session));

	row.rank = rank < 0 ? RANK_ANYONE : (enum rank)rank;
	session_copy(session, &row, arena);
	return session;
}

/* Takes the rows over. */
static enum db_status only_row(struct session **out, struct db_rows *taken,
			       struct arena *arena)
{
	AUTO_ROWS *rows = taken;

	*out = db_next(rows) ? read_row(rows, arena) : NULL;
	if (*out)
		return DB_OK;
	return db_rows_absent(rows);
}

enum db_status session_by_id(struct session **out, struct db_conn *conn,
			     struct arena *arena, const char *id, int64_t now_s)
{
	return only_row(out,
			db_query(conn,
				 "SELECT " COLUMNS
				 " FROM session WHERE id = $1 AND expires_s > $2",
				 "ti", id, now_s),
			arena);
}

enum db_status session_find(struct session **out, struct db_conn *conn,
			    struct arena *arena, const char *token, int64_t now_s)
{
	struct secret secret = secret_read(token);

	return only_row(out,
			db_query(conn,
				 "SELECT " COLUMNS " FROM session WHERE id = $1"
				 " AND token_digest = $2 AND expires_s > $3",
				 "tti", secret.id, secret.digest, now_s),
			arena);
}
