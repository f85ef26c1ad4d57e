/*
 * Assignment store: the saved versions of a feedback activity's assignment. Versions are added,
 * never changed: an attempt is read against the one that was in force when it was handed in.
 */
#ifndef KIBRIDGE_ASSIGNMENT_ASSIGNMENT_STORE_H
#define KIBRIDGE_ASSIGNMENT_ASSIGNMENT_STORE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "assignment/assignment.h"
#include "base/arena.h"
#include "store/db.h"

#define ASSIGNMENT_VERSIONS_MAX 200 /* listed; older ones are still there by number */

struct assignment_version {
	int64_t version;
	const char *author; /* pseudonym, or "copy" in a copied course */
	int64_t created_s;
	struct json_object *document; /* NULL in lists */
};

/** Reader. @version 0: the one in force. DB_ABSENT: there is none. */
enum db_status assignment_version_find(struct assignment_version *out,
				       struct db_conn *conn, struct arena *arena,
				       const char *activity, int64_t version);
/** The same, checked and ready to use. DB_FAILED: what was stored cannot be read. */
enum db_status assignment_find(struct assignment **out, int64_t *found,
			       struct db_conn *conn, struct arena *arena,
			       const char *activity, int64_t version);
/** Reader. Newest first, without documents. */
enum db_status assignment_version_list(struct assignment_version **list, size_t *count,
				       struct db_conn *conn, struct arena *arena,
				       const char *activity);

/**
 * In a transaction. version->version is what the author saw; it becomes the new one.
 * DB_REFUSED: somebody else has saved meanwhile, and version->version says which is in force.
 */
enum db_status assignment_version_add(struct db_conn *tx, const char *activity,
				      struct assignment_version *version);

/** Reader. Has somebody handed in? Has the LMS a gradebook column for it? */
enum db_status assignment_started(bool *started, struct db_conn *conn,
				  const char *activity);
enum db_status assignment_has_line_item(bool *has, struct db_conn *conn,
					const char *activity);

#endif
