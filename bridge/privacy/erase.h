/*
 * Erase: what is held on a person, or on a course, is deleted. The ledger keeps its numbers
 * without the person, so that budgets stay true.
 */
#ifndef KIBRIDGE_PRIVACY_ERASE_H
#define KIBRIDGE_PRIVACY_ERASE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/db.h"

struct erased {
	int64_t rows; /* deleted or made anonymous, in all tables */
	int64_t conversations; /* among them */
	int64_t submissions; /* attempts at feedback activities, among them */
};

/**
 * In a transaction. Everything on that pseudonym in this tenant.
 * @keep_usage the person asked, not the operator: conversations and the notice go at once;
 *             sessions and what limits have counted stay until they end, else erasing would
 *             refill one's quota
 */
enum db_status erase_person(struct db_conn *tx, const char *tenant, const char *person,
			    bool keep_usage, struct erased *erased);

/** In a transaction. The course, its activities and all in them. DB_ABSENT: not this tenant's. */
enum db_status erase_course(struct db_conn *tx, const char *tenant, const char *course,
			    struct erased *erased);

/** In a transaction. One conversation, unless somebody has touched it since. */
enum db_status erase_conversation(struct db_conn *tx, const char *id, int64_t before_s,
				  struct erased *erased);
/** In a transaction. The oldest attempts at feedback activities, with their history; at most so many. */
enum db_status erase_oldest_submissions(struct db_conn *tx, const char *tenant,
					int64_t before_s, int64_t most,
					struct erased *erased);

#endif
