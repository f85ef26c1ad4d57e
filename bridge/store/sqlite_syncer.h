/* Sqlite syncer: makes durable what is committed, while others write. Room-internal. */
#ifndef KIBRIDGE_STORE_SQLITE_SYNCER_H
#define KIBRIDGE_STORE_SQLITE_SYNCER_H

#include "store/sqlite_group.h"

struct sqlite_syncer;

/**
 * @writing  the connection that commits
 * @ended    called after each sync, without any lock
 * @error    a sentence, with NULL
 */
struct sqlite_syncer *sqlite_syncer_start(struct sqlite_db *db,
					  struct sqlite_conn *writing,
					  void (*ended)(void *owner), void *owner,
					  char error[256]);
/** Once nobody commits any more: then all is durable. NULL is fine. */
void sqlite_syncer_stop(struct sqlite_syncer *syncer);
/**
 * After a commit, without any lock: @jobs are told when all that is committed by now is durable.
 * What was told before is made durable within some milliseconds.
 *
 * @here  the caller waits for one of them: it syncs itself if nobody else does
 */
void sqlite_syncer_add(struct sqlite_syncer *syncer, struct sqlite_job *jobs, bool here);
/** Whether what is committed now would have to wait until a sync has ended. */
bool sqlite_syncer_is_busy(const struct sqlite_syncer *syncer);

#endif
