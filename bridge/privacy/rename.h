/*
 * Rename: a person's pseudonym becomes another, and everything held under it follows: the LMS has
 * proven that both are one person. What both have of the same thing is joined.
 */
#ifndef KIBRIDGE_PRIVACY_RENAME_H
#define KIBRIDGE_PRIVACY_RENAME_H

#include <stdint.h>

#include "store/db.h"

/** In a transaction. Within the tenant. @rows how many followed; may be NULL */
enum db_status rename_person(struct db_conn *tx, const char *tenant, const char *from,
			     const char *to, int64_t *rows)
	__attribute__((warn_unused_result));

#endif
