/* Tenant: one university. Its secret keys the pseudonyms, its settings are one JSON object. */
#ifndef KIBRIDGE_COURSE_TENANT_H
#define KIBRIDGE_COURSE_TENANT_H

#include <json-c/json.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/zone.h"
#include "store/db.h"

struct tenant {
	const char *id, *name;
	const char *time_zone; /* IANA name, "Europe/Berlin" */
	const char *secret; /* never logged, never sent */
	struct json_object *settings;
	int64_t created_s;
};

/** In a transaction. DB_CONFLICT: the name is taken. */
enum db_status tenant_add(struct db_conn *tx, const char *name, int64_t now_s,
			  char id[23]);
/** Readers. By id, by name. */
enum db_status tenant_find(struct tenant *out, struct db_conn *conn, struct arena *arena,
			   const char *id);
enum db_status tenant_find_name(struct tenant *out, struct db_conn *conn,
				struct arena *arena, const char *name);
enum db_status tenant_list(struct tenant **list, size_t *count, struct db_conn *conn,
			   struct arena *arena);
/** In a transaction. One setting from text; unknown or malformed: DB_REFUSED and why. */
enum db_status tenant_set(struct db_conn *tx, const char *id, const char *key,
			  const char *value, char why[256]);
/** A university may keep things for less long than its operator, never longer. */
int64_t tenant_retention_days(const struct tenant *tenant, int64_t operator_days);
/** Reader. The tenant's zone; UTC if it or its zone is not there. Never NULL. */
const struct zone *tenant_zone(struct db_conn *conn, const char *id);

#endif
