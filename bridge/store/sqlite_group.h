/* Sqlite group: the functions that share one transaction and its commit. Room-internal. */
#ifndef KIBRIDGE_STORE_SQLITE_GROUP_H
#define KIBRIDGE_STORE_SQLITE_GROUP_H

#include "store/sqlite.h"

struct sqlite_job {
	struct sqlite_job *next;
	db_write_fn *fn;
	void *arg;
	enum db_status status;
	db_written_fn *done;
	void *owner;
	bool early; /* told when it is committed, not only when it is durable */
	bool ours; /* freed here; else on the stack of a caller that waits */
};

/** The next that waits; NULL: none. */
typedef struct sqlite_job *sqlite_job_source(void *owner);

/**
 * One transaction: what waits, and what arrives while it runs. Ends with the done() of all that were
 * early, or of all if nothing was written. Returns the others: they are to be told when it is durable.
 */
struct sqlite_job *sqlite_group_run(struct sqlite_conn *conn, sqlite_job_source *next,
				    void *owner);
/** Ends each of a list with its own outcome, or with @status where that was DB_OK. */
void sqlite_jobs_tell(struct sqlite_conn *conn, struct sqlite_job *first,
		      enum db_status status);

#endif
