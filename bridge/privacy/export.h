/* Export: everything that is held on one person, as one JSON document (GDPR article 15). */
#ifndef KIBRIDGE_PRIVACY_EXPORT_H
#define KIBRIDGE_PRIVACY_EXPORT_H

#include <json-c/json.h>
#include <stdbool.h>

#include "base/arena.h"
#include "store/db.h"

/**
 * Reader. {person, sessions, notices, conversations:[{…, turns}], usage, grants, audit}; lists
 * that a later table adds join them. The tree belongs to the arena, which must be roomy (64 MiB).
 */
enum db_status export_person(struct json_object **out, struct db_conn *conn,
			     struct arena *arena, const char *tenant, const char *person);

/** Reader. Is it little enough to be made in one piece? Else the operator's command does it. */
enum db_status export_fits(bool *fits, struct db_conn *conn, const char *person);

#endif
