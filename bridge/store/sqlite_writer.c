/*
 * Sqlite writer: one connection writes, for one thread at a time. That thread takes the functions
 * that wait as one group with one commit, and gives the connection away before anybody waits for the
 * disk (sqlite_syncer.c): the next group is written meanwhile.
 *
 * Whoever finds nobody writing writes at once, on its own thread, and takes along what came in the
 * meantime: a lone write waits for no other thread to wake. What is left then and what nobody waits
 * for is done by a thread of the writer's.
 *
 * The log is copied back into the file by nobody but us: by a second thread on a connection of its
 * own, when nobody writes; who comes meanwhile writes at the end of the log and does not wait. The
 * log starts anew only when all of it was copied, and somebody who writes all the time would never
 * let that happen: at the latest it is copied with the writing connection taken.
 */
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "store/sqlite_syncer.h"
#include "store/wait.h"

/* Pages in the log (4 KiB each) at which it is copied back: when idle, and at the latest. */
#define CHECKPOINT_IDLE 1000
#define CHECKPOINT_BUSY 8000
/* Pages that must have come since it was last tried: each time costs a sync. */
#define CHECKPOINT_STEP 100
/* For whom no thread waits, or only until a sync has ended: so many are gathered, or for so long. A
 * commit of few writes as many pages as one of many. */
#define GATHER_MOST 16
#define GATHER_US 500

struct sqlite_writer {
	struct sqlite_conn *conn; /* of whoever has taken it */
	struct sqlite_conn *copying; /* of its thread */
	struct sqlite_syncer *syncer;
	pthread_t threads[2];
	size_t thread_count;
	pthread_mutex_t lock;
	pthread_cond_t work, copy;
	struct sqlite_job *first, **end; /* waiting, in order */
	unsigned waiting; /* so many */
	int64_t since_us; /* the first of them */
	bool awaited,
		hurried; /* a thread waits for one of them; and gains by being quick */
	bool taken; /* somebody has the connection */
	bool copies; /* the log is being copied while others write */
	int64_t wakes_us; /* when the thread wakes by itself */
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
		writer->awaited = writer->hurried = false;
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
}

/* Under the lock: the connection is free. */
static void give_away(struct sqlite_writer *writer)
{
	writer->taken = false;
	threads_wake(writer);
}

/* By whoever has the connection. @waits  for the disk as well */
static void group_write(struct sqlite_writer *writer, bool waits)
{
	struct sqlite_job *committed = sqlite_group_run(writer->conn, job_take, writer);

	pthread_mutex_lock(&writer->lock);
	give_away(writer);
	pthread_mutex_unlock(&writer->lock);
	sqlite_syncer_add(writer->syncer, committed, waits);
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
		give_away(writer);
	} else {
		pthread_mutex_unlock(&writer->lock);
		group_write(writer, false);
		pthread_mutex_lock(&writer->lock);
	}
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
			wait_for(&writer->work, &writer->lock, in_us);
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

static bool threads_start(struct sqlite_writer *writer)
{
	static void *(*const mains[])(void *) = {writer_main, copying_main};

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
	pthread_mutex_unlock(&writer->lock);
	for (size_t i = 0; i < writer->thread_count; i++)
		pthread_join(writer->threads[i], NULL);
}

/* Connections. */

/* The writing connection last: it copies the whole log if nobody else has the file open. */
static void conns_close(struct sqlite_writer *writer)
{
	sqlite_syncer_stop(writer->syncer);
	if (writer->copying)
		sqlite_conn_close(writer->copying);
	if (writer->conn)
		sqlite_conn_close(writer->conn);
}

/* What has gathered meanwhile is written. */
static void sync_ended(void *arg)
{
	struct sqlite_writer *writer = arg;

	pthread_mutex_lock(&writer->lock);
	writer->hurried = writer->awaited;
	threads_wake(writer);
	pthread_mutex_unlock(&writer->lock);
}

static bool conns_open(struct sqlite_writer *writer, struct sqlite_db *db,
		       char error[256])
{
	return (writer->conn = sqlite_conn_open(db, true, error)) &&
	       (writer->copying = sqlite_conn_beside(db, error)) &&
	       (writer->syncer =
			sqlite_syncer_start(db, writer->conn, sync_ended, writer, error));
}

struct sqlite_writer *sqlite_writer_start(struct sqlite_db *db, char error[256])
{
	struct sqlite_writer *writer = store_alloc(sizeof(*writer));

	writer->end = &writer->first;
	pthread_mutex_init(&writer->lock, NULL);
	wait_init(&writer->work);
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
	conns_close(writer);
	pthread_mutex_destroy(&writer->lock);
	pthread_cond_destroy(&writer->work);
	pthread_cond_destroy(&writer->copy);
	free(writer);
}

/*
 * @waits  the caller does, and may write itself
 * @return whether the caller has the connection now, and must
 */
static bool job_add(struct sqlite_writer *writer, struct sqlite_job *job, bool waits)
{
	bool hurries, leads;

	pthread_mutex_lock(&writer->lock);
	/* Who has to wait until a sync has ended before his own begins may as well share a commit. */
	hurries = waits && (job->early || !sqlite_syncer_is_busy(writer->syncer));
	leads = hurries && !writer->taken && !writer->hurried && !is_log_full(writer);
	if (!writer->first)
		writer->since_us = db_tick_us();
	*writer->end = job;
	writer->end = &job->next;
	writer->waiting++;
	writer->awaited |= waits;
	writer->hurried |= hurries;
	writer->taken |= leads;
	/* The thread takes all that is there: the first says when, at the latest. */
	if (!writer->taken && (writer->waiting == 1 || group_in_us(writer) == 0))
		pthread_cond_signal(&writer->work);
	pthread_mutex_unlock(&writer->lock);
	return leads;
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
	if (job_add(writer, &job, true)) /* with what comes meanwhile */
		group_write(writer, !early);
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
