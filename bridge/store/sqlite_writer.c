/*
 * Sqlite writer: one connection writes, for one thread at a time. That thread takes the functions
 * that wait, runs them in one transaction, each after the first with a savepoint of its own,
 * commits, and only then wakes the callers: a commit costs one fsync, however many share it. While
 * it syncs, the next group gathers.
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
#include "store/sqlite.h"

#define GROUP_MAX 256 /* functions in one transaction */
/* Pages in the log (4 KiB each) at which it is copied back: when idle, and at the latest.
 */
#define CHECKPOINT_IDLE 1000
#define CHECKPOINT_BUSY 8000

struct job {
	struct job *next;
	db_write_fn *fn;
	void *arg;
	enum db_status status;
	db_written_fn *done;
	void *owner;
	bool ours; /* freed here; else on the stack of a caller that waits */
};

struct sqlite_writer {
	struct sqlite_conn *conn; /* the thread's */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct job *first, **end; /* waiting, in order */
	bool taken; /* somebody has the connection */
	bool stopping;
};

/* Notices of the transaction under way. */

static void notices_drop(struct sqlite_conn *conn, struct sqlite_notice **from)
{
	struct sqlite_notice *notice = *from;

	*from = NULL;
	conn->notices_end = from;
	while (notice) {
		struct sqlite_notice *next = notice->next;

		free(notice->channel);
		free(notice->payload);
		free(notice);
		notice = next;
	}
}

enum db_status sqlite_notify(struct db_conn *tx, const char *channel, const char *payload)
{
	struct sqlite_conn *conn = (struct sqlite_conn *)tx;
	struct sqlite_notice *notice = store_alloc(sizeof(*notice));

	notice->channel = store_strdup(channel);
	notice->payload = store_strdup(payload);
	*conn->notices_end = notice;
	conn->notices_end = &notice->next;
	return DB_OK;
}

/* Groups. */

static struct job *job_take(struct sqlite_writer *writer)
{
	struct job *job;

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

/* SQLite gives up the whole transaction by itself when it cannot go on (disk full, I/O).
 */
static bool transaction_lost(struct sqlite_conn *conn)
{
	return sqlite3_get_autocommit(conn->handle);
}

/* A savepoint that does not do what it is told: better nothing of the group is written. */
static void transaction_lose(struct sqlite_conn *conn)
{
	if (!transaction_lost(conn) && sqlite_run(conn, "ROLLBACK") != DB_OK)
		log_error("store.rollback_failed", NULL);
}

/* @return what became of it; notices of what is undone are dropped. */
static enum db_status job_do(struct sqlite_conn *conn, const struct job *job)
{
	struct sqlite_notice **notices = conn->notices_end;
	enum db_status status = db_conn_run(&conn->conn, job->fn, job->arg);

	if (status != DB_OK)
		notices_drop(conn, notices);
	return status;
}

/* Nothing of the group is written yet: to undo this job is to begin again. */
static void job_run_first(struct sqlite_conn *conn, struct job *job)
{
	job->status = job_do(conn, job);
	if (job->status == DB_OK) {
		if (transaction_lost(conn))
			job->status = DB_FAILED;
		return;
	}
	if (!transaction_lost(conn)) {
		transaction_lose(conn);
		(void)sqlite_run(conn, "BEGIN IMMEDIATE");
	}
}

static void job_run_beside(struct sqlite_conn *conn, struct job *job)
{
	bool kept;

	job->status = sqlite_run(conn, "SAVEPOINT job");
	if (job->status != DB_OK) {
		transaction_lose(conn);
		return;
	}
	job->status = job_do(conn, job);
	kept = job->status == DB_OK;
	if (transaction_lost(conn) ||
	    (!kept && sqlite_run(conn, "ROLLBACK TO job") != DB_OK) ||
	    sqlite_run(conn, "RELEASE job") != DB_OK) {
		transaction_lose(conn);
		if (kept)
			job->status = DB_FAILED;
	}
}

/* Ends the group's transaction. Any return but DB_OK: nothing of the group was written.
 */
static enum db_status group_commit(struct sqlite_conn *conn, const struct job *last)
{
	enum db_status status;

	if (transaction_lost(conn)) {
		status = last && last->status == DB_FULL ? DB_FULL : DB_FAILED;
	} else {
		status = sqlite_run(conn, "COMMIT");
		if (status != DB_OK)
			transaction_lose(conn);
	}
	return status;
}

static void group_tell(struct sqlite_conn *conn, enum db_status status)
{
	if (status == DB_OK)
		for (struct sqlite_notice *notice = conn->notices; notice;
		     notice = notice->next)
			db_dispatch(conn->conn.db, notice->channel, notice->payload);
	notices_drop(conn, &conn->notices);
}

/* From done() on, a job on a caller's stack is gone. */
static void job_end(struct sqlite_conn *conn, struct job *waiting, enum db_status group)
{
	struct job job = *waiting;
	enum db_status status = job.status == DB_OK ? group : job.status;

	db_count_write(conn->conn.db, status);
	if (job.ours)
		free(waiting);
	job.done(job.owner, status);
}

/* One transaction: what waits, and what arrives while it runs. */
static void group_run(struct sqlite_writer *writer)
{
	struct sqlite_conn *conn = writer->conn;
	struct job *group[GROUP_MAX];
	size_t count = 0;
	int64_t begun_us;
	bool written = false;
	enum db_status status = sqlite_run(conn, "BEGIN IMMEDIATE");

	if (status != DB_OK) {
		while (count < GROUP_MAX && (group[count] = job_take(writer)))
			count++;
	} else {
		while (count < GROUP_MAX && (group[count] = job_take(writer))) {
			if (written)
				job_run_beside(conn, group[count]);
			else
				job_run_first(conn, group[count]);
			written |= group[count++]->status == DB_OK;
			if (transaction_lost(conn))
				break;
		}
		begun_us = db_tick_us();
		status = group_commit(conn, count ? group[count - 1] : NULL);
		if (status == DB_OK)
			db_committed(conn->conn.db, begun_us, count);
	}
	for (size_t i = 0; i < count; i++)
		job_end(conn, group[i], status);
	group_tell(conn, status);
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
		group_run(writer);
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
static bool job_add(struct sqlite_writer *writer, struct job *job, bool alone)
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
	group_run(writer);
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
	struct job job = {.fn = fn, .arg = arg, .done = waiter_wake, .owner = &waiter};

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
	struct job *job = store_alloc(sizeof(*job));

	*job = (struct job){
		.fn = fn, .arg = arg, .done = done, .owner = owner, .ours = true};
	(void)job_add(writer, job, false);
}
