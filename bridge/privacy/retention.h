/*
 * Retention: nothing is kept longer than said. Runs daily on a worker, on every node; twice is
 * no harm. Per tenant: conversations, and attempts at feedback activities with their drafts,
 * after retention_days without a word in them; words of files never handed in after a day; consent,
 * grants and audit rows likewise (audit at least a year); ledger rows keep their numbers and
 * lose the person, once no running window counts them any more. Sessions go when they have expired.
 */
#ifndef KIBRIDGE_PRIVACY_RETENTION_H
#define KIBRIDGE_PRIVACY_RETENTION_H

#include <stdint.h>

#include "base/metrics.h"
#include "store/db.h"

struct retention_result {
	int64_t conversations, submissions, sessions, anonymised, others; /* rows */
};

/**
 * Blocks; several short transactions.
 * @days    the operator's; a tenant's setting retention_days may be shorter, never longer
 * @metrics may be NULL
 */
enum db_status retention_run(struct db *db, unsigned days, int64_t now_s,
			     struct metrics *metrics, struct retention_result *result);

#endif
