/*
 * Sqlite syncer: one sync of the log for all who wait for it, through a connection that never writes,
 * so that the one that does is free meanwhile.
 *
 * Whoever waits and finds nobody syncing syncs at once, on its own thread, for all who wait by
 * then: a lone write waits for no other thread to wake. What is committed while somebody syncs, and
 * what was told when it was committed, is left to a thread of the syncer's.
 *
 * Of a failure the kernel tells once. It is told to those who waited and to those who came meanwhile,
 * whose pages it may have been; if there was nobody, to the next: behind what was lost nothing in the
 * log is safe.
 */
#include "store/sqlite_syncer.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/wait.h"

struct sqlite_syncer {
	struct sqlite_conn *conn; /* of whoever has taken it */
	struct sqlite_conn *writing;
	pthread_t thread;
	bool started;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct sqlite_job *first, **end; /* wait for a sync that has not begun */
	atomic_bool taken; /* somebody syncs; read without the lock, too */
	bool failed; /* a sync that nobody has heard of */
	bool warned; /* the thread knows that it has something to do */
	bool stopping;
	void (*ended)(void *owner);
	void *owner;
};

/* Under the lock. */
static void waiting_add(struct sqlite_syncer *syncer, struct sqlite_job *jobs)
{
	*syncer->end = jobs;
	while (*syncer->end)
		syncer->end = &(*syncer->end)->next;
}

/* Under the lock. */
static struct sqlite_job *waiting_take(struct sqlite_syncer *syncer)
{
	struct sqlite_job *jobs = syncer->first;

	syncer->first = NULL;
	syncer->end = &syncer->first;
	return jobs;
}

/* Under the lock. How soon the thread has to sync; 0: at once; -1: not that we know. */
static int64_t sync_in_us(const struct sqlite_syncer *syncer)
{
	int64_t soon_us = sqlite_unsynced_in_us(syncer->writing);

	if (syncer->taken)
		return -1;
	return syncer->first || (syncer->stopping && soon_us >= 0) ? 0 : soon_us;
}

/* Under the lock, after anything that may give the thread something to do. */
static void thread_wake(struct sqlite_syncer *syncer)
{
	if (syncer->stopping || syncer->first ||
	    (!syncer->warned && sync_in_us(syncer) >= 0))
		pthread_cond_signal(&syncer->wake);
}

/* Under the lock, which is released meanwhile. */
static void sync_for_all(struct sqlite_syncer *syncer)
{
	struct sqlite_job *before = waiting_take(syncer), *meanwhile = NULL;
	enum db_status status;

	syncer->taken = true;
	pthread_mutex_unlock(&syncer->lock);
	status = sqlite_sync(syncer->conn, syncer->writing);
	pthread_mutex_lock(&syncer->lock);
	if (status != DB_OK)
		meanwhile = waiting_take(syncer);
	if (syncer->failed)
		status = DB_FAILED;
	syncer->failed = status != DB_OK && !before && !meanwhile;
	pthread_mutex_unlock(&syncer->lock);
	/* Still taken: what they write next comes together. */
	sqlite_jobs_tell(syncer->writing, before, status);
	sqlite_jobs_tell(syncer->writing, meanwhile, status);
	syncer->taken = false;
	syncer->ended(syncer->owner);
	pthread_mutex_lock(&syncer->lock);
}

static void *syncer_main(void *arg)
{
	struct sqlite_syncer *syncer = arg;
	int64_t in_us;

	pthread_mutex_lock(&syncer->lock);
	while ((in_us = sync_in_us(syncer)) >= 0 || !syncer->stopping) {
		syncer->warned = in_us >= 0;
		if (in_us == 0)
			sync_for_all(syncer);
		else
			wait_for(&syncer->wake, &syncer->lock, in_us);
	}
	pthread_mutex_unlock(&syncer->lock);
	return NULL;
}

void sqlite_syncer_add(struct sqlite_syncer *syncer, struct sqlite_job *jobs, bool here)
{
	bool durable;

	pthread_mutex_lock(&syncer->lock);
	durable = !syncer->taken && !syncer->failed &&
		  sqlite_unsynced_in_us(syncer->writing) < 0;
	if (!durable) {
		waiting_add(syncer, jobs);
		if (jobs && here && !syncer->taken)
			sync_for_all(syncer);
		thread_wake(syncer);
	}
	pthread_mutex_unlock(&syncer->lock);
	if (durable)
		sqlite_jobs_tell(syncer->writing, jobs, DB_OK);
}

bool sqlite_syncer_is_busy(const struct sqlite_syncer *syncer)
{
	return syncer->taken;
}

struct sqlite_syncer *sqlite_syncer_start(struct sqlite_db *db,
					  struct sqlite_conn *writing,
					  void (*ended)(void *owner), void *owner,
					  char error[256])
{
	struct sqlite_syncer *syncer = store_alloc(sizeof(*syncer));

	syncer->ended = ended;
	syncer->owner = owner;
	syncer->writing = writing;
	syncer->end = &syncer->first;
	pthread_mutex_init(&syncer->lock, NULL);
	wait_init(&syncer->wake);
	syncer->conn = sqlite_conn_beside(db, error);
	if (syncer->conn &&
	    pthread_create(&syncer->thread, NULL, syncer_main, syncer) == 0) {
		syncer->started = true;
		return syncer;
	}
	if (syncer->conn)
		snprintf(error, 256, "cannot start the store's syncing thread");
	sqlite_syncer_stop(syncer);
	return NULL;
}

void sqlite_syncer_stop(struct sqlite_syncer *syncer)
{
	if (!syncer)
		return;
	if (syncer->started) {
		pthread_mutex_lock(&syncer->lock);
		syncer->stopping = true;
		thread_wake(syncer);
		pthread_mutex_unlock(&syncer->lock);
		pthread_join(syncer->thread, NULL);
	}
	if (syncer->conn)
		sqlite_conn_close(syncer->conn);
	pthread_mutex_destroy(&syncer->lock);
	pthread_cond_destroy(&syncer->wake);
	free(syncer);
}
