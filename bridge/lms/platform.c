/* Platform: the rows of `platform` and `deployment`. */
#include "lms/platform.h"

#include <string.h>

#include "base/text.h"
#include "call/form.h"

#define LIST_FIRST 16

static const char *const status_names[] = {
	[PLATFORM_PENDING] = "pending",
	[PLATFORM_ACTIVE] = "active",
	[PLATFORM_DISABLED] = "disabled",
};

const char *platform_status_name(enum platform_status status)
{
	return status_names[status];
}

/* A word that we do not know was written by a newer version of us: trust nothing it says. */
enum platform_status platform_status_parse(const char *name)
{
	int at = text_index(name, status_names, ARRAY_LEN(status_names));

	return at < 0 ? PLATFORM_DISABLED : (enum platform_status)at;
}

/* A list with room for one more behind count. */
static void *list_grow(struct arena *arena, void *list, size_t count, size_t *room,
		       size_t size)
{
	void *more;

	if (list && count < *room)
		return list;
	*room = list ? 2 * *room : LIST_FIRST;
	more = arena_alloc(arena, *room * size);
	if (list)
		memcpy(more, list, count * size);
	return more;
}

/* --- platforms --------------------------------------------------------------------------- */

#define COLUMNS                                                                          \
	"id, tenant_id, profile, name, status, jwks_url, created_s, issuer, client_id, " \
	"auth_url, "                                                                     \
	"token_url, token_audience"

static struct platform *platform_row(struct db_rows *rows, struct arena *arena)
{
	struct platform *platform = arena_alloc(arena, sizeof(*platform));
	struct lti_registration *registration = &platform->registration;

	platform->id = arena_strdup(arena, db_text(rows, 0));
	platform->tenant = arena_strdup(arena, db_text(rows, 1));
	platform->profile = arena_strdup(arena, db_text(rows, 2));
	platform->name = arena_strdup(arena, db_text(rows, 3));
	platform->status = platform_status_parse(db_text(rows, 4));
	platform->jwks_url = arena_strdup(arena, db_text(rows, 5));
	platform->created_s = db_int(rows, 6);
	registration->issuer = arena_strdup(arena, db_text(rows, 7));
	registration->client_id = arena_strdup(arena, db_text(rows, 8));
	registration->auth_url = arena_strdup(arena, db_text(rows, 9));
	registration->token_url = arena_strdup(arena, db_text(rows, 10));
	registration->token_audience = arena_strdup(arena, db_text(rows, 11));
	registration->quirks = lti_quirks_of(platform->profile);
	return platform;
}

/* The one row of a query; DB_CONFLICT if there are several. */
static enum db_status platform_only(struct platform **out, struct db_rows *rows,
				    struct arena *arena)
{
	enum db_status status;
	unsigned found = 0;

	*out = NULL;
	while (db_next(rows)) {
		*out = platform_row(rows, arena);
		found++;
	}
	status = db_rows_status(rows);
	if (status == DB_OK && found != 1)
		status = found ? DB_CONFLICT : DB_ABSENT;
	if (status != DB_OK)
		*out = NULL;
	return status;
}

enum db_status platform_find(struct platform **out, struct db_conn *conn,
			     struct arena *arena, const char *issuer,
			     const char *client_id)
{
	AUTO_ROWS *rows = NULL;

	if (client_id)
		rows = db_query(conn,
				"SELECT " COLUMNS " FROM platform "
				"WHERE issuer = $1 AND client_id = $2",
				"tt", issuer, client_id);
	else
		rows = db_query(conn,
				"SELECT " COLUMNS
				" FROM platform WHERE issuer = $1 LIMIT 2",
				"t", issuer);
	return platform_only(out, rows, arena);
}

enum db_status platform_by_id(struct platform **out, struct db_conn *conn,
			      struct arena *arena, const char *id)
{
	AUTO_ROWS *rows =
		db_query(conn, "SELECT " COLUMNS " FROM platform WHERE id = $1", "t", id);

	return platform_only(out, rows, arena);
}

enum db_status platform_list(struct platform ***out, size_t *count, struct db_conn *conn,
			     struct arena *arena, const char *tenant)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT " COLUMNS " FROM platform "
		"WHERE CAST($1 AS TEXT) IS NULL OR tenant_id = $1 ORDER BY created_s, id",
		"t", tenant);
	struct platform **list = NULL;
	size_t room = 0;

	*count = 0;
	while (db_next(rows)) {
		list = list_grow(arena, list, *count, &room, sizeof(*list));
		list[(*count)++] = platform_row(rows, arena);
	}
	*out = list;
	return db_rows_status(rows);
}

const char *platform_origins(const struct platform *platform, struct arena *arena)
{
	const char *issuer = url_origin(arena, platform->registration.issuer);
	const char *auth = url_origin(arena, platform->registration.auth_url);

	if (!issuer || !auth || text_equal(issuer, auth))
		return auth ? auth : issuer;
	return arena_printf(arena, "%s %s", auth, issuer);
}

const char *platform_origins_of(struct db_conn *conn, struct arena *arena, const char *id)
{
	struct platform *platform;

	if (platform_by_id(&platform, conn, arena, id) != DB_OK)
		return NULL;
	return platform_origins(platform, arena);
}

enum db_status platform_add(struct db_conn *tx, const struct platform *platform,
			    int64_t now_s, char id[RANDOM_ID])
{
	const struct lti_registration *registration = &platform->registration;

	random_id(id);
	return db_exec(tx,
		       "INSERT INTO platform (" COLUMNS ") "
		       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		       "ttttttittttt", id, platform->tenant, platform->profile,
		       platform->name, platform_status_name(platform->status),
		       platform->jwks_url, now_s, registration->issuer,
		       registration->client_id, registration->auth_url,
		       registration->token_url, registration->token_audience);
}

enum db_status platform_set_status(struct db_conn *tx, const char *id,
				   enum platform_status status)
{
	enum db_status stored =
		db_exec(tx, "UPDATE platform SET status = $2 WHERE id = $1", "tt", id,
			platform_status_name(status));

	return stored == DB_OK && db_changes(tx) == 0 ? DB_ABSENT : stored;
}

/* --- deployments --------------------------------------------------------------------------- */

static void deployment_row(struct deployment *out, struct db_rows *rows,
			   struct arena *arena)
{
	out->id = arena_strdup(arena, db_text(rows, 0));
	out->deployment_id = arena_strdup(arena, db_text(rows, 1));
	out->status = platform_status_parse(db_text(rows, 2));
}

enum db_status deployment_find(struct deployment *out, struct db_conn *conn,
			       struct arena *arena, const char *platform,
			       const char *deployment_id)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT id, deployment_id, status FROM deployment "
				   "WHERE platform_id = $1 AND deployment_id = $2",
				   "tt", platform, deployment_id);
	enum db_status status;
	bool found = db_next(rows);

	*out = (struct deployment){0};
	if (found)
		deployment_row(out, rows, arena);
	while (db_next(rows))
		;
	status = db_rows_status(rows);
	return status == DB_OK && !found ? DB_ABSENT : status;
}

enum db_status deployment_list(struct deployment **out, size_t *count,
			       struct db_conn *conn, struct arena *arena,
			       const char *platform)
{
	AUTO_ROWS *rows =
		db_query(conn,
			 "SELECT id, deployment_id, status FROM deployment "
			 "WHERE platform_id = $1 ORDER BY created_s, deployment_id",
			 "t", platform);
	struct deployment *list = NULL;
	size_t room = 0;

	*count = 0;
	while (db_next(rows)) {
		list = list_grow(arena, list, *count, &room, sizeof(*list));
		deployment_row(&list[(*count)++], rows, arena);
	}
	*out = list;
	return db_rows_status(rows);
}

enum db_status deployment_add(struct db_conn *tx, const char *platform,
			      const char *deployment_id, enum platform_status status,
			      int64_t now_s, char id[RANDOM_ID])
{
	enum db_status read;
	int64_t pending = 0;

	if (status == PLATFORM_PENDING) {
		read = db_get_int(tx, &pending,
				  "SELECT COUNT(*) FROM deployment "
				  "WHERE platform_id = $1 AND status = 'pending'",
				  "t", platform);
		if (read != DB_OK)
			return read;
		if (pending >= DEPLOYMENTS_PENDING_MAX)
			return DB_REFUSED;
	}
	random_id(id);
	return db_exec(tx,
		       "INSERT INTO deployment (id, platform_id, deployment_id, status, "
		       "created_s) "
		       "VALUES ($1, $2, $3, $4, $5)",
		       "tttti", id, platform, deployment_id, platform_status_name(status),
		       now_s);
}

enum db_status deployment_set_status(struct db_conn *tx, const char *platform,
				     const char *deployment_id,
				     enum platform_status status)
{
	enum db_status stored =
		db_exec(tx,
			"UPDATE deployment SET status = $3 "
			"WHERE platform_id = $1 AND deployment_id = $2",
			"ttt", platform, deployment_id, platform_status_name(status));

	return stored == DB_OK && db_changes(tx) == 0 ? DB_ABSENT : stored;
}
