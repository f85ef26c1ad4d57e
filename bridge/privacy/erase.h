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

/** Whether the tenant has it: DB_OK or DB_ABSENT. */
enum db_status erase_course_there(struct db_conn *conn, const char *tenant,
				  const char *course);
/**
 * In a transaction. The course, its activities and all in them. DB_ABSENT: not this tenant's.
 * Much of it takes seconds, in which nobody else writes: rounds_course takes it apart.
 */
enum db_status erase_course(struct db_conn *tx, const char *tenant, const char *course,
			    struct erased *erased);

/** In a transaction. One conversation, unless somebody has touched it since. */
enum db_status erase_conversation(struct db_conn *tx, const char *id, int64_t before_s,
				  struct erased *erased);
/** In a transaction. One attempt at a feedback activity with its history, likewise. */
enum db_status erase_submission(struct db_conn *tx, const char *id, int64_t before_s,
				struct erased *erased);

#endif
