/*
 * Rounds: how much that is old goes without anybody having to wait. What there is is found by a
 * reader, which keeps nobody from writing; then it is removed a little at a time. A table may have
 * a million rows that stay, and looking through them takes seconds.
 */
#ifndef KIBRIDGE_PRIVACY_ROUNDS_H
#define KIBRIDGE_PRIVACY_ROUNDS_H

#include <stdint.h>

#include "privacy/erase.h"
#include "store/db.h"

/* Rows of one table. $1 is the tenant or "", $2 the time before which, $3 how many at most. */
struct old_rows {
	const char *count, *remove;
};
/* @where  of rows called "old"; it uses $1 and $2 */
#define OLD_ROWS(table, key, where)                                                      \
	{                                                                                \
		"SELECT count(*) FROM (SELECT 1 FROM " table " AS old WHERE " where      \
		" LIMIT $3) AS found",                                                   \
			"DELETE FROM " table " WHERE (" key ") IN (SELECT " key          \
			" FROM " table " AS old WHERE " where " LIMIT $3)"               \
	}

struct rounds {
	struct db *db;
	unsigned
		rest_ms; /* after each: so that a process beside the service leaves it some */
};

/* All of these block, add to *total what went, and end at the first that fails. */

/** Conversations, attempts at feedback activities and drafts that nobody has touched since. */
enum db_status rounds_words(const struct rounds *rounds, const char *tenant,
			    int64_t before_s, struct erased *total);
/** Rows of the ledger keep their numbers and lose whose they were. */
enum db_status rounds_ledger(const struct rounds *rounds, const char *tenant,
			     int64_t before_s, int64_t *total);
/** The course, its activities and all in them. DB_ABSENT: not this tenant's; nothing went. */
enum db_status rounds_course(const struct rounds *rounds, const char *tenant,
			     const char *course, struct erased *total);
enum db_status rounds_rows(const struct rounds *rounds, const struct old_rows *rows,
			   const char *tenant, int64_t before_s, int64_t *total);

#endif
