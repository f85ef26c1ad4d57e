/* Tenant: rows of the table tenant, and the table of settings that one may have. */
#include "course/tenant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "base/utf8.h"

#define NAME_MOST 200 /* bytes */
#define ZONE_DEFAULT "Europe/Berlin"
#define SETTINGS_ARENA (64 * KIB)

/* The settings, beside name and time_zone which are columns. */
/* clang-format off */
static const struct setting {
	const char *key;
	enum { WORDS, NUMBER, ADDRESS } kind;
	const char *const *words; /* WORDS: one of these, NULL-terminated */
	int64_t least, most; /* NUMBER; ADDRESS: bytes, an empty one takes it away */
} settings[] = {
	{ "copies",            WORDS,   (const char *const[]){ "draft", "active", NULL }, 0, 0 },
	{ "deployments",       WORDS,   (const char *const[]){ "pending", "active", NULL }, 0, 0 },
	{ "retention_days",    NUMBER,  NULL, 1, 3650 },
	{ "privacy_url",       ADDRESS, NULL, 0, 500 }, /* the university's own privacy notice */
	{ "privacy_checked_s", NUMBER,  NULL, 0, INT64_MAX }, /* when an admin read ours */
};
/* clang-format on */

#define COLUMNS "id, name, time_zone, secret, settings, created_s"

enum db_status tenant_add(struct db_conn *tx, const char *name, int64_t now_s,
			  char id[RANDOM_ID])
{
	char secret[RANDOM_TOKEN];
	enum db_status status;

	random_id(id);
	random_token(secret);
	status = db_exec(tx,
			 "INSERT INTO tenant (id, name, time_zone, secret, settings,"
			 " created_s) VALUES ($1, $2, $3, $4, '{}', $5)"
			 " ON CONFLICT (name) DO NOTHING",
			 "tttti", id, name, ZONE_DEFAULT, secret, now_s);
	digest_wipe(secret, sizeof(secret));
	if (status != DB_OK)
		return status;
	return db_changes(tx) == 1 ? DB_OK : DB_CONFLICT;
}

static void read_row(struct tenant *out, struct db_rows *rows, struct arena *arena)
{
	const char *text = db_text(rows, 4);

	out->id = arena_strdup(arena, db_text(rows, 0));
	out->name = arena_strdup(arena, db_text(rows, 1));
	out->time_zone = arena_strdup(arena, db_text(rows, 2));
	out->secret = arena_strdup(arena, db_text(rows, 3));
	out->settings = json_parse(arena, text, strlen(text));
	if (!out->settings)
		out->settings = json_new(arena);
	out->created_s = db_int(rows, 5);
}

/* Takes the rows over. */
static enum db_status only_row(struct tenant *out, struct db_rows *taken,
			       struct arena *arena)
{
	AUTO_ROWS *rows = taken;

	if (db_next(rows)) {
		read_row(out, rows, arena);
		return DB_OK;
	}
	return db_rows_absent(rows);
}

enum db_status tenant_find(struct tenant *out, struct db_conn *conn, struct arena *arena,
			   const char *id)
{
	return only_row(
		out,
		db_query(conn, "SELECT " COLUMNS " FROM tenant WHERE id = $1", "t", id),
		arena);
}

enum db_status tenant_find_name(struct tenant *out, struct db_conn *conn,
				struct arena *arena, const char *name)
{
	return only_row(out,
			db_query(conn, "SELECT " COLUMNS " FROM tenant WHERE name = $1",
				 "t", name),
			arena);
}

enum db_status tenant_list(struct tenant **list, size_t *count, struct db_conn *conn,
			   struct arena *arena)
{
	AUTO_ROWS *rows = NULL;
	enum db_status status;
	int64_t room;

	*list = NULL;
	*count = 0;
	status = db_get_int(conn, &room, "SELECT count(*) FROM tenant", "");
	if (status != DB_OK)
		return status;
	*list = arena_alloc(arena, (size_t)room * sizeof(**list) + 1);
	rows = db_query(conn, "SELECT " COLUMNS " FROM tenant ORDER BY name LIMIT $1",
			"i", room);
	while (db_next(rows))
		read_row(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

/* ---- settings ---- */

static const struct setting *setting_find(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		if (text_equal(settings[i].key, key))
			return &settings[i];
	}
	return NULL;
}

static bool number_put(struct json_object *object, const struct setting *setting,
		       const char *value, char why[256])
{
	int64_t number;

	if (!text_int(&number, value) || number < setting->least ||
	    number > setting->most) {
		snprintf(why, 256, "%s is a number from %lld to %lld", setting->key,
			 (long long)setting->least, (long long)setting->most);
		return false;
	}
	json_put_int(object, setting->key, number);
	return true;
}

static bool word_put(struct json_object *object, const struct setting *setting,
		     const char *value, char why[256])
{
	for (const char *const *word = setting->words; *word; word++) {
		if (text_equal(value, *word)) {
			json_put_text(object, setting->key, value);
			return true;
		}
	}
	snprintf(why, 256, "%s is %s or %s", setting->key, setting->words[0],
		 setting->words[1]);
	return false;
}

/* An address that a page may link to: https, and nothing that could end an attribute. */
static bool address_put(struct json_object *object, const struct setting *setting,
			const char *value, char why[256])
{
	size_t len = strlen(value);

	if (len == 0) {
		json_object_object_del(object, setting->key);
		return true;
	}
	if (len > (size_t)setting->most || !text_starts_with(value, "https://") ||
	    strcspn(value, " \"'<>\\\t\r\n") != len || !utf8_valid(value, len)) {
		snprintf(why, 256, "%s begins with https:// and has at most %lld bytes",
			 setting->key, (long long)setting->most);
		return false;
	}
	json_put_text(object, setting->key, value);
	return true;
}

/* Puts the value into the object; false: why says what would be good. */
static bool setting_put(struct json_object *object, const struct setting *setting,
			const char *value, char why[256])
{
	switch (setting->kind) {
	case NUMBER:
		return number_put(object, setting, value, why);
	case ADDRESS:
		return address_put(object, setting, value, why);
	default:
		return word_put(object, setting, value, why);
	}
}

static enum db_status name_set(struct db_conn *tx, const char *id, const char *value,
			       char why[256])
{
	enum db_status status;
	int64_t taken;

	if (text_empty(value) || strlen(value) > NAME_MOST ||
	    !utf8_valid(value, strlen(value))) {
		snprintf(why, 256, "name is a text of 1 to %d bytes", NAME_MOST);
		return DB_REFUSED;
	}
	status = db_get_int(tx, &taken,
			    "SELECT count(*) FROM tenant WHERE name = $1 AND id <> $2",
			    "tt", value, id);
	if (status != DB_OK)
		return status;
	if (taken) {
		snprintf(why, 256, "another tenant has that name");
		return DB_REFUSED;
	}
	return db_exec(tx, "UPDATE tenant SET name = $2 WHERE id = $1", "tt", id, value);
}

static enum db_status zone_set(struct db_conn *tx, const char *id, const char *value,
			       char why[256])
{
	if (!zone_find(value)) {
		snprintf(why, 256, "time_zone is an IANA name such as Europe/Berlin");
		return DB_REFUSED;
	}
	return db_exec(tx, "UPDATE tenant SET time_zone = $2 WHERE id = $1", "tt", id,
		       value);
}

enum db_status tenant_set(struct db_conn *tx, const char *id, const char *key,
			  const char *value, char why[256])
{
	AUTO_ARENA *arena = arena_new(SETTINGS_ARENA);
	const struct setting *setting = setting_find(key);
	struct tenant tenant;
	enum db_status status;

	why[0] = '\0';
	status = tenant_find(&tenant, tx, arena, id);
	if (status != DB_OK)
		return status;
	if (text_equal(key, "name"))
		return name_set(tx, id, value, why);
	if (text_equal(key, "time_zone"))
		return zone_set(tx, id, value, why);
	if (!setting) {
		snprintf(why, 256,
			 "the settings are name, time_zone, copies, deployments,"
			 " retention_days and privacy_url");
		return DB_REFUSED;
	}
	if (!setting_put(tenant.settings, setting, value, why))
		return DB_REFUSED;
	return db_exec(tx, "UPDATE tenant SET settings = $2 WHERE id = $1", "tt", id,
		       json_write(tenant.settings));
}

int64_t tenant_retention_days(const struct tenant *tenant, int64_t operator_days)
{
	int64_t own = json_int(tenant->settings, "retention_days", operator_days);

	return own < operator_days ? own : operator_days;
}

const struct zone *tenant_zone(struct db_conn *conn, const char *id)
{
	AUTO_ARENA *arena = arena_new(4 * KIB);
	const struct zone *zone = NULL;
	const char *name;

	if (db_get_text(conn, arena, &name, "SELECT time_zone FROM tenant WHERE id = $1",
			"t", id) == DB_OK)
		zone = zone_find(name);
	return zone ? zone : zone_find("UTC");
}
