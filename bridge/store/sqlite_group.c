/*
 * Sqlite group: functions run one after the other in one transaction, and are told after its
 * commit: some at once, the others when the log is synced (sqlite_syncer.c). Each has its own
 * outcome: one that fails leaves nothing, and the others stay.
 *
 * Nothing is prepared for that, as a savepoint for each would copy every page that it touches. Most
 * that fail have written nothing. One that has takes all with it, and the group is run once more,
 * with savepoints: functions are made to be run again (store/db.h).
 */
#include "store/sqlite_group.h"

#include <stdlib.h>

#include "base/log.h"

#define GROUP_MAX 256 /* functions in one transaction */

struct group {
	struct sqlite_conn *conn;
	struct sqlite_job *jobs[GROUP_MAX];
	size_t count;
	bool careful; /* a savepoint for each from now on */
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

static void notices_tell(struct sqlite_conn *conn, enum db_status status)
{
	if (status == DB_OK)
		for (struct sqlite_notice *notice = conn->notices; notice;
		     notice = notice->next)
			db_dispatch(conn->conn.db, notice->channel, notice->payload);
	notices_drop(conn, &conn->notices);
}

/* The transaction. */

/* SQLite gives up the whole of it by itself when it cannot go on (disk full, I/O). */
static bool transaction_lost(struct sqlite_conn *conn)
{
	return sqlite3_get_autocommit(conn->handle);
}

/* What does not do what it is told: better nothing of the group is written. */
static void transaction_lose(struct sqlite_conn *conn)
{
	if (!transaction_lost(conn) && sqlite_run(conn, "ROLLBACK") != DB_OK)
		log_error("store.rollback_failed", NULL);
}

/* Any return but DB_OK: nothing of the group was written. */
static enum db_status group_commit(const struct group *group)
{
	const struct sqlite_job *last = group->jobs[group->count - 1];
	enum db_status status;

	if (transaction_lost(group->conn))
		return last->status == DB_FULL ? DB_FULL : DB_FAILED;
	status = sqlite_run(group->conn, "COMMIT");
	if (status != DB_OK)
		transaction_lose(group->conn);
	return status;
}

/* Its jobs. */

/* @return false: it failed, and what it wrote is still there */
static bool job_run(struct sqlite_conn *conn, struct sqlite_job *job)
{
	struct sqlite_notice **notices = conn->notices_end;

	conn->wrote = false;
	job->status = db_conn_run(&conn->conn, job->fn, job->arg);
	if (transaction_lost(conn)) {
		if (job->status == DB_OK)
			job->status = DB_FAILED;
		return true;
	}
	if (job->status == DB_OK)
		return true;
	notices_drop(conn, notices);
	return !conn->wrote;
}

static void job_run_carefully(struct sqlite_conn *conn, struct sqlite_job *job)
{
	bool clean;

	job->status = sqlite_run(conn, "SAVEPOINT job");
	if (job->status != DB_OK) {
		transaction_lose(conn);
		return;
	}
	clean = job_run(conn, job);
	if (transaction_lost(conn))
		return;
	if ((!clean && sqlite_run(conn, "ROLLBACK TO job") != DB_OK) ||
	    sqlite_run(conn, "RELEASE job") != DB_OK) {
		transaction_lose(conn);
		if (job->status == DB_OK)
			job->status = DB_FAILED;
	}
}

/* The last of them failed. Alone, it is not asked again. */
static void group_again(struct group *group)
{
	struct sqlite_conn *conn = group->conn;

	transaction_lose(conn);
	notices_drop(conn, &conn->notices);
	if (sqlite_run(conn, "BEGIN IMMEDIATE") != DB_OK || group->count == 1)
		return;
	group->careful = true;
	for (size_t i = 0; i < group->count && !transaction_lost(conn); i++)
		job_run_carefully(conn, group->jobs[i]);
}

static void group_add(struct group *group, struct sqlite_job *job)
{
	group->jobs[group->count++] = job;
	if (group->careful)
		job_run_carefully(group->conn, job);
	else if (!job_run(group->conn, job))
		group_again(group);
}

/* From done() on, a job on a caller's stack is gone. */
static void job_end(struct sqlite_conn *conn, struct sqlite_job *waiting,
		    enum db_status group)
{
	struct sqlite_job job = *waiting;
	enum db_status status = job.status == DB_OK ? group : job.status;

	db_count_write(conn->conn.db, status);
	if (job.ours)
		free(waiting);
	job.done(job.owner, status);
}

void sqlite_jobs_tell(struct sqlite_conn *conn, struct sqlite_job *first,
		      enum db_status status)
{
	log_hold();
	for (struct sqlite_job *job = first, *next; job; job = next) {
		next = job->next;
		job_end(conn, job, status);
	}
	log_release();
}

/* A list of those who are told at once, or of the others, in order. */
static struct sqlite_job *group_list(const struct group *group, bool at_once,
				     enum db_status status)
{
	struct sqlite_job *first = NULL, **end = &first;

	for (size_t i = 0; i < group->count; i++) {
		struct sqlite_job *job = group->jobs[i];

		if ((job->early || status != DB_OK) != at_once)
			continue;
		job->next = NULL;
		*end = job;
		end = &job->next;
	}
	return first;
}

struct sqlite_job *sqlite_group_run(struct sqlite_conn *conn, sqlite_job_source *next,
				    void *owner)
{
	struct group group = {.conn = conn};
	struct sqlite_job *job, *others;
	int64_t begun_us;
	enum db_status status = sqlite_run(conn, "BEGIN IMMEDIATE");

	while (group.count < GROUP_MAX && (job = next(owner))) {
		if (status == DB_OK)
			group_add(&group, job);
		else
			group.jobs[group.count++] = job;
		if (status == DB_OK && transaction_lost(conn))
			break;
	}
	begun_us = db_tick_us();
	if (status == DB_OK)
		status = group_commit(&group);
	if (status == DB_OK)
		db_committed(conn->conn.db, begun_us, group.count);
	others = group_list(&group, false, status);
	sqlite_jobs_tell(conn, group_list(&group, true, status), status);
	notices_tell(conn, status);
	return others;
}
