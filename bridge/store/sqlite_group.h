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
 * One transaction: what waits, and what arrives while it runs. Ends with every job's done(), and
 * made durable unless all of them were early: then somebody else does it, or a later group, as soon
 * as the connection says (sqlite_sync_in_us).
 */
void sqlite_group_run(struct sqlite_conn *conn, sqlite_job_source *next, void *owner);

#endif
