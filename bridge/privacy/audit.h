/*
 * Audit: who changed which rules, who looked at whose words. Rows are only ever added here;
 * retention removes them. Details hold ids and numbers, never prompts, answers or names.
 */
#ifndef KIBRIDGE_PRIVACY_AUDIT_H
#define KIBRIDGE_PRIVACY_AUDIT_H

#include <json-c/json.h>
#include <stdint.h>

#include "store/db.h"

struct audit_entry {
	const char *tenant;
	const char *course; /* NULL: none */
	const char *actor; /* pseudonym, or "operator" */
	const char *action; /* fixed and dotted: "policy.stored", "transcript.read" */
	const char *object; /* done to what: "activity:<id>", "person:<pseudonym>" */
	struct json_object *detail; /* NULL: {} */
	int64_t at_s;
};

/** In a transaction: together with what it tells of. */
enum db_status audit_add(struct db_conn *tx, const struct audit_entry *entry)
	__attribute__((warn_unused_result));

#endif
