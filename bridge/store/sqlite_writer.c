/*
 * Sqlite writer: one connection writes, for one thread at a time. That thread takes the functions
 * that wait as one group, whose callers wake after its commit: a commit costs one fsync, however
 * many share it. While it syncs, the next group gathers.
 *
 * Whoever finds nobody writing writes at once, on its own thread, and takes along what came in the
 * meantime: a lone write waits for no other thread to wake. What is left then and what nobody waits
 * for is done by a thread of the writer's.
 *
 * For those who go on without a sync a second thread syncs, some milliseconds later and once for all
 * that were told until then, through a connection of its own: others write meanwhile.
 *
 * The log is copied back into the file by nobody but us: by a third thread on a connection of its
 * own, when nobody writes; who comes meanwhile writes at the end of the log and does not wait. The
 * log starts anew only when all of it was copied, and somebody who writes all the time would never
 * let that happen: at the latest it is copied with the writing connection taken.
 */
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "store/sqlite_group.h"

/* Pages in the log (4 KiB each) at which it is copied back: when idle, and at the latest. */
#define CHECKPOINT_IDLE 1000
#define CHECKPOINT_BUSY 8000
/* Pages that must have come since it was last tried: each time costs a sync. */
#define CHECKPOINT_STEP 100
/* For whom no thread waits: so many are gathered, or for so long. A commit of few writes as many
 * pages as one of many. */
#define GATHER_MOST 16
#define GATHER_US 500
#define US_PER_S 1000000

struct sqlite_writer {
	struct sqlite_conn *conn; /* of whoever has taken it */
	struct sqlite_conn *copying, *syncing; /* each of its thread */
	pthread_t threads[3];
	size_t thread_count;
	pthread_mutex_t lock;
	pthread_cond_t work, copy, sync;
	struct sqlite_job *first, **end; /* waiting, in order */
	unsigned waiting; /* so many */
	int64_t since_us; /* the first of them */
	bool hurried; /* a thread waits for one of them */
	bool taken; /* somebody has the connection */
	bool copies; /* the log is being copied while others write */
	int64_t wakes_us; /* when the thread wakes by itself */
	bool syncs; /* the syncing thread knows that it has something to do */
	bool stopping;
	int tried_pages; /* that the log had when it was last copied, in part at least */
};

static struct sqlite_job *job_take(void *arg)
{
	struct sqlite_writer *writer = arg;
	struct sqlite_job *job;

	pthread_mutex_lock(&writer->lock);
	job = writer->first;
	if (job) {
		writer->first = job->next;
		writer->waiting--;
	}
	if (!writer->first) {
		writer->end = &writer->first;
		writer->hurried = false;
	}
	pthread_mutex_unlock(&writer->lock);
	return job;
}

/* The log. */

/* Under the lock. Pages in the log; nobody may be writing. */
static int log_pages(struct sqlite_writer *writer)
{
	if (writer->conn->wal_pages < writer->tried_pages)
		writer->tried_pages = 0; /* it has started anew */
	return writer->conn->wal_pages;
}

/* Under the lock. Must the log be copied before anybody writes on? */
static bool is_log_full(struct sqlite_writer *writer)
{
	return !writer->taken && log_pages(writer) >= CHECKPOINT_BUSY &&
	       log_pages(writer) - writer->tried_pages >= CHECKPOINT_STEP;
}

/*
 * Under the lock. Is it time to copy the log, while others may write?
 *
 * Never when all of it was copied before: SQLite up to 3.51.2 may lose what is written if a
 * checkpoint begins in the moment in which a writer lets such a log start anew.
 */
static bool is_copy_due(struct sqlite_writer *writer)
{
	return !writer->taken && !writer->first && log_pages(writer) >= CHECKPOINT_IDLE &&
	       log_pages(writer) < CHECKPOINT_BUSY &&
	       log_pages(writer) - writer->tried_pages >= CHECKPOINT_STEP;
}

/* Under the lock, which is released meanwhile. Readers may hold back some of it. */
static void checkpoint(struct sqlite_writer *writer, struct sqlite_conn *conn)
{
	int before = log_pages(writer), pages = 0, code;

	pthread_mutex_unlock(&writer->lock);
	code = sqlite3_wal_checkpoint_v2(conn->handle, NULL, SQLITE_CHECKPOINT_PASSIVE,
					 &pages, NULL);
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY &&
	    (code & 0xff) != SQLITE_LOCKED)
		(void)sqlite_status(conn, code);
	pthread_mutex_lock(&writer->lock);
	writer->tried_pages = pages > before ? pages : before;
}

/* Threads. */

/* Under the lock. How soon what waits is to be written; -1: nothing waits. */
static int64_t group_in_us(const struct sqlite_writer *writer)
{
	int64_t left_us = writer->since_us + GATHER_US - db_tick_us();

	if (!writer->first)
		return -1;
	if (writer->hurried || writer->waiting >= GATHER_MOST || left_us < 0)
		return 0;
	return left_us;
}

/* Under the lock. How soon the thread has something to do; -1: nothing that is known yet. */
static int64_t work_in_us(struct sqlite_writer *writer)
{
	int64_t group_us;

	if (writer->taken)
		return -1;
	group_us = group_in_us(writer);
	return is_log_full(writer) || (writer->stopping && group_us > 0) ? 0 : group_us;
}

/* Under the lock, after anything that may give a thread something to do. */
static void threads_wake(struct sqlite_writer *writer)
{
	int64_t in_us = work_in_us(writer);

	if (writer->stopping || (in_us >= 0 && db_tick_us() + in_us < writer->wakes_us))
		pthread_cond_signal(&writer->work);
	if (is_copy_due(writer))
		pthread_cond_signal(&writer->copy);
	if (!writer->syncs && sqlite_sync_in_us(writer->conn) >= 0)
		pthread_cond_signal(&writer->sync);
}

/* Under the lock, which is released for the work. */
static void work(struct sqlite_writer *writer)
{
	bool full = is_log_full(writer);

	writer->taken = true;
	if (full) {
		while (writer->copies) /* one at a time, and that one ends */
			pthread_cond_wait(&writer->work, &writer->lock);
		checkpoint(writer, writer->conn);
	} else {
		pthread_mutex_unlock(&writer->lock);
		sqlite_group_run(writer->conn, job_take, writer);
		pthread_mutex_lock(&writer->lock);
	}
	writer->taken = false;
	threads_wake(writer);
}

/* Under the lock, which is released meanwhile. @in_us  -1: until it is signalled */
static void wait_for(struct sqlite_writer *writer, pthread_cond_t *what, int64_t in_us)
{
	int64_t until_us = db_tick_us() + in_us;
	struct timespec until = {.tv_sec = until_us / US_PER_S,
				 .tv_nsec = until_us % US_PER_S * 1000};

	if (in_us < 0)
		pthread_cond_wait(what, &writer->lock);
	else
		pthread_cond_timedwait(what, &writer->lock, &until);
}

static void *writer_main(void *arg)
{
	struct sqlite_writer *writer = arg;
	int64_t in_us;

	pthread_mutex_lock(&writer->lock);
	while ((in_us = work_in_us(writer)) >= 0 || !writer->stopping || writer->taken)
		if (in_us == 0) {
			work(writer);
		} else {
			writer->wakes_us = in_us < 0 ? INT64_MAX : db_tick_us() + in_us;
			wait_for(writer, &writer->work, in_us);
		}
	pthread_mutex_unlock(&writer->lock);
	return NULL;
}

static void *copying_main(void *arg)
{
	struct sqlite_writer *writer = arg;

	pthread_mutex_lock(&writer->lock);
	while (!writer->stopping)
		if (is_copy_due(writer)) {
			writer->copies = true;
			checkpoint(writer, writer->copying);
			writer->copies = false;
			pthread_cond_signal(&writer->work); /* it may wait for that */
		} else {
			pthread_cond_wait(&writer->copy, &writer->lock);
		}
	pthread_mutex_unlock(&writer->lock);
	return NULL;
}

static void *syncing_main(void *arg)
{
	struct sqlite_writer *writer = arg;
	int64_t in_us;

	pthread_mutex_lock(&writer->lock);
	while (!writer->stopping) {
		in_us = sqlite_sync_in_us(writer->conn);
		writer->syncs = in_us >= 0;
		if (in_us == 0) {
			pthread_mutex_unlock(&writer->lock);
			sqlite_sync_through(writer->syncing, writer->conn);
			pthread_mutex_lock(&writer->lock);
		} else {
			wait_for(writer, &writer->sync, in_us);
		}
	}
	pthread_mutex_unlock(&writer->lock);
	return NULL;
}

static bool threads_start(struct sqlite_writer *writer)
{
	static void *(*const mains[])(void *) = {writer_main, copying_main, syncing_main};

	for (size_t i = 0; i < ARRAY_LEN(mains); i++, writer->thread_count++)
		if (pthread_create(&writer->threads[i], NULL, mains[i], writer) != 0)
			return false;
	return true;
}

static void threads_stop(struct sqlite_writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	writer->stopping = true;
	pthread_cond_signal(&writer->work);
	pthread_cond_signal(&writer->copy);
	pthread_cond_signal(&writer->sync);
	pthread_mutex_unlock(&writer->lock);
	for (size_t i = 0; i < writer->thread_count; i++)
		pthread_join(writer->threads[i], NULL);
}

/* Connections. */

/* Beside the one that writes. It reads once, so that its log is open. */
static struct sqlite_conn *conn_beside(struct sqlite_db *db, char error[256])
{
	struct sqlite_conn *conn = sqlite_conn_open(db, false, error);

	if (!conn || sqlite_run(conn, "PRAGMA schema_version") == DB_OK)
		return conn;
	snprintf(error, 256, "cannot read %.120s", db->path);
	sqlite_conn_close(conn);
	return NULL;
}

/* The writing connection last: it copies the whole log if nobody else has the file open. */
static void conns_close(struct sqlite_writer *writer)
{
	if (writer->copying)
		sqlite_conn_close(writer->copying);
	if (writer->syncing)
		sqlite_conn_close(writer->syncing);
	if (writer->conn)
		sqlite_conn_close(writer->conn);
}

static bool conns_open(struct sqlite_writer *writer, struct sqlite_db *db,
		       char error[256])
{
	return (writer->conn = sqlite_conn_open(db, true, error)) &&
	       (writer->copying = conn_beside(db, error)) &&
	       (writer->syncing = conn_beside(db, error));
}

static void cond_init_monotonic(pthread_cond_t *cond)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attributes);
	pthread_condattr_destroy(&attributes);
}

struct sqlite_writer *sqlite_writer_start(struct sqlite_db *db, char error[256])
{
	struct sqlite_writer *writer = store_alloc(sizeof(*writer));

	writer->end = &writer->first;
	pthread_mutex_init(&writer->lock, NULL);
	cond_init_monotonic(&writer->work); /* as db_tick_us() */
	cond_init_monotonic(&writer->sync);
	pthread_cond_init(&writer->copy, NULL);
	if (conns_open(writer, db, error)) {
		if (threads_start(writer))
			return writer;
		snprintf(error, 256, "cannot start the store's writing threads");
	}
	sqlite_writer_stop(writer);
	return NULL;
}

void sqlite_writer_stop(struct sqlite_writer *writer)
{
	if (!writer)
		return;
	threads_stop(writer);
	if (writer->conn)
		(void)!sqlite_sync(writer->conn); /* it has told the log */
	conns_close(writer);
	pthread_mutex_destroy(&writer->lock);
	pthread_cond_destroy(&writer->work);
	pthread_cond_destroy(&writer->copy);
	pthread_cond_destroy(&writer->sync);
	free(writer);
}

/*
 * @waits  the caller does, and may write itself
 * @return whether the caller has the connection now, and must
 */
static bool job_add(struct sqlite_writer *writer, struct sqlite_job *job, bool waits)
{
	bool leads;

	pthread_mutex_lock(&writer->lock);
	leads = waits && !writer->taken && !writer->hurried && !is_log_full(writer);
	if (!writer->first)
		writer->since_us = db_tick_us();
	*writer->end = job;
	writer->end = &job->next;
	writer->waiting++;
	writer->hurried |= waits;
	writer->taken |= leads;
	/* The thread takes all that is there: the first says when, at the latest. */
	if (!writer->taken && (writer->waiting == 1 || group_in_us(writer) == 0))
		pthread_cond_signal(&writer->work);
	pthread_mutex_unlock(&writer->lock);
	return leads;
}

/* The caller's job, and what comes meanwhile; the thread does the rest. */
static void lead(struct sqlite_writer *writer)
{
	sqlite_group_run(writer->conn, job_take, writer);
	pthread_mutex_lock(&writer->lock);
	writer->taken = false;
	threads_wake(writer);
	pthread_mutex_unlock(&writer->lock);
}

struct waiter {
	sem_t done;
	enum db_status status;
};

static void waiter_wake(void *arg, enum db_status status)
{
	struct waiter *waiter = arg;

	waiter->status = status;
	sem_post(&waiter->done);
}

enum db_status sqlite_writer_run(struct sqlite_writer *writer, db_write_fn *fn, void *arg,
				 bool early)
{
	struct waiter waiter = {.status = DB_FAILED};
	struct sqlite_job job = {
		.fn = fn,
		.arg = arg,
		.done = waiter_wake,
		.owner = &waiter,
		.early = early,
	};

	sem_init(&waiter.done, 0, 0);
	if (job_add(writer, &job, true))
		lead(writer);
	while (sem_wait(&waiter.done) != 0 && errno == EINTR)
		;
	sem_destroy(&waiter.done);
	return waiter.status;
}

void sqlite_writer_add(struct sqlite_writer *writer, db_write_fn *fn, void *arg,
		       db_written_fn *done, void *owner)
{
	struct sqlite_job *job = store_alloc(sizeof(*job));

	*job = (struct sqlite_job){.fn = fn,
				   .arg = arg,
				   .done = done,
				   .owner = owner,
				   .early = true,
				   .ours = true};
	(void)job_add(writer, job, false);
}
