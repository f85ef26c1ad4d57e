/* Audit: one row per act. */
#include "privacy/audit.h"

#include "base/json.h"
#include "base/random.h"

enum db_status audit_add(struct db_conn *tx, const struct audit_entry *entry)
{
	char id[RANDOM_ID];

	return db_exec(
		tx,
		"INSERT INTO audit (id, tenant_id, course_id, actor, action, object,"
		" detail, at_s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		"ttttttti", random_id(id), entry->tenant, entry->course, entry->actor,
		entry->action, entry->object,
		entry->detail ? json_write(entry->detail) : "{}", entry->at_s);
}
