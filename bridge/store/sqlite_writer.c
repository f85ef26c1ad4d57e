/*
 * Sqlite writer: one connection writes, for one thread at a time. That thread takes the functions
 * that wait as one group, whose callers wake after its commit: a commit costs one fsync, however
 * many share it. While it syncs, the next group gathers.
 *
 * Whoever finds nobody writing writes at once, on its own thread, and takes along what came in the
 * meantime: a lone write waits for no other thread to wake. What is left then, what nobody waits
 * for and the checkpoints are done by a thread of the writer's.
 */
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "store/sqlite_group.h"

/* Pages in the log (4 KiB each) at which it is copied back: when idle, and at the latest.
 */
#define CHECKPOINT_IDLE 1000
#define CHECKPOINT_BUSY 8000

struct sqlite_writer {
	struct sqlite_conn *conn; /* the thread's */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct sqlite_job *first, **end; /* waiting, in order */
	bool taken; /* somebody has the connection */
	bool stopping;
};

static struct sqlite_job *job_take(void *arg)
{
	struct sqlite_writer *writer = arg;
	struct sqlite_job *job;

	pthread_mutex_lock(&writer->lock);
	job = writer->first;
	if (job) {
		writer->first = job->next;
		if (!writer->first)
			writer->end = &writer->first;
	}
	pthread_mutex_unlock(&writer->lock);
	return job;
}

/* The log is copied back into the file by nobody else. */
static void checkpoint(struct sqlite_conn *conn)
{
	int code = sqlite3_wal_checkpoint_v2(conn->handle, NULL,
					     SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	conn->wal_pages =
		0; /* tells again with the next commit, if readers held it back */
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY &&
	    (code & 0xff) != SQLITE_LOCKED)
		(void)sqlite_status(conn, code);
}

/* Under the lock. Does the log have to be copied back: at once, or while nothing waits? */
static bool is_checkpoint_due(const struct sqlite_writer *writer)
{
	return writer->conn->wal_pages >= CHECKPOINT_BUSY ||
	       (writer->conn->wal_pages >= CHECKPOINT_IDLE && !writer->first);
}

/* Under the lock. */
static bool has_work(const struct sqlite_writer *writer)
{
	return !writer->taken && (writer->first || is_checkpoint_due(writer));
}

/* Under the lock, which is released for the work. */
static void work(struct sqlite_writer *writer)
{
	bool due = is_checkpoint_due(writer);

	writer->taken = true;
	pthread_mutex_unlock(&writer->lock);
	if (due)
		checkpoint(writer->conn);
	else
		sqlite_group_run(writer->conn, job_take, writer);
	pthread_mutex_lock(&writer->lock);
	writer->taken = false;
}

static void *writer_main(void *arg)
{
	struct sqlite_writer *writer = arg;

	pthread_mutex_lock(&writer->lock);
	while (!writer->stopping || writer->taken || writer->first)
		if (has_work(writer))
			work(writer);
		else
			pthread_cond_wait(&writer->work, &writer->lock);
	pthread_mutex_unlock(&writer->lock);
	return NULL;
}

struct sqlite_writer *sqlite_writer_start(struct sqlite_db *db, char error[256])
{
	struct sqlite_writer *writer;
	struct sqlite_conn *conn = sqlite_conn_open(db, true, error);

	if (!conn)
		return NULL;
	writer = store_alloc(sizeof(*writer));
	writer->conn = conn;
	writer->end = &writer->first;
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->work, NULL);
	if (pthread_create(&writer->thread, NULL, writer_main, writer) != 0) {
		snprintf(error, 256, "cannot start the store's writer thread");
		sqlite_conn_close(conn);
		free(writer);
		return NULL;
	}
	return writer;
}

void sqlite_writer_stop(struct sqlite_writer *writer)
{
	if (!writer)
		return;
	pthread_mutex_lock(&writer->lock);
	writer->stopping = true;
	pthread_cond_signal(&writer->work);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	sqlite_conn_close(writer->conn);
	pthread_mutex_destroy(&writer->lock);
	pthread_cond_destroy(&writer->work);
	free(writer);
}

/* @alone may the caller write? @return whether the caller has the connection now, and must */
static bool job_add(struct sqlite_writer *writer, struct sqlite_job *job, bool alone)
{
	bool leads;

	pthread_mutex_lock(&writer->lock);
	leads = alone && !writer->taken && !writer->first;
	*writer->end = job;
	writer->end = &job->next;
	writer->taken |= leads;
	if (!writer->taken &&
	    writer->first == job) /* the thread takes all that is there */
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
	if (has_work(writer) || writer->stopping)
		pthread_cond_signal(&writer->work);
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

enum db_status sqlite_writer_run(struct sqlite_writer *writer, db_write_fn *fn, void *arg)
{
	struct waiter waiter = {.status = DB_FAILED};
	struct sqlite_job job = {
		.fn = fn, .arg = arg, .done = waiter_wake, .owner = &waiter};

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

	*job = (struct sqlite_job){
		.fn = fn, .arg = arg, .done = done, .owner = owner, .ours = true};
	(void)job_add(writer, job, false);
}
