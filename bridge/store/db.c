/*
 * Db: the part of the store that is the same for both engines: which engine a URL names,
 * each thread's connection, writes and snapshots, and who is told of notices.
 */
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/workers.h"
#include "store/engine.h"

static const struct {
	const char *scheme; /* what the URL begins with */
	const struct db_engine *engine;
} engines[] = {
	{"sqlite:", &sqlite_engine},
	{"postgresql:", &postgres_engine},
	{"postgres:", &postgres_engine},
};

const char *db_status_text(enum db_status status)
{
	static const char *const texts[] = {
		[DB_OK] = "done",
		[DB_CONFLICT] = "a unique or foreign key forbids it",
		[DB_ABSENT] = "there is no such row",
		[DB_REFUSED] = "refused",
		[DB_FULL] = "the disk is full",
		[DB_FAILED] = "the store failed",
	};

	return texts[status];
}

void store_misused(const char *event)
{
	log_error(event, NULL);
	abort();
}

void *store_alloc(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory) {
		log_error("store.no_memory", "bytes=%zu", size);
		abort();
	}
	return memory;
}

char *store_strdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(store_alloc(size), text, size);
}

/* Opening, closing and each thread's connection. */

static void conn_unlink(struct db_conn *conn)
{
	for (struct db_conn **at = &conn->db->conns; *at; at = &(*at)->next) {
		if (*at == conn) {
			*at = conn->next;
			return;
		}
	}
}

/* A thread ended that had used the store. */
static void thread_ended(void *arg)
{
	struct db_conn *conn = arg;

	pthread_mutex_lock(&conn->db->lock);
	conn_unlink(conn);
	pthread_mutex_unlock(&conn->db->lock);
	conn->engine->disconnect(conn);
}

enum db_status db_open(struct db **out, const struct db_options *options, char error[256])
{
	const struct db_engine *engine = NULL;
	struct db_options with_defaults = *options;
	enum db_status status;

	*out = NULL;
	error[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(engines); i++)
		if (text_starts_with(options->url, engines[i].scheme))
			engine = engines[i].engine;
	if (!engine) {
		snprintf(error, 256,
			 "the store's url must begin with sqlite: or postgresql:");
		return DB_FAILED;
	}
	if (!with_defaults.busy_ms)
		with_defaults.busy_ms = 5000;

	status = engine->open(out, &with_defaults, error);
	if (status != DB_OK)
		return status;
	status = migrate(*out, error);
	if (status != DB_OK) {
		db_close(*out);
		*out = NULL;
	}
	return status;
}

/* For the engines' open: the common part, before the first connection. */
void db_init(struct db *db, const struct db_engine *engine)
{
	db->engine = engine;
	pthread_mutex_init(&db->lock, NULL);
	pthread_mutex_init(&db->telling, NULL);
	if (pthread_key_create(&db->thread_conn, thread_ended) != 0) {
		log_error("store.no_thread_key", NULL);
		abort();
	}
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db->engine->stop(db);
	pthread_key_delete(db->thread_conn);
	while (db->conns) {
		struct db_conn *conn = db->conns;

		db->conns = conn->next;
		db->engine->disconnect(conn);
	}
	pthread_mutex_destroy(&db->lock);
	pthread_mutex_destroy(&db->telling);
	db->engine->close(db);
}

struct db_conn *db_thread_conn(struct db *db)
{
	struct db_conn *conn = pthread_getspecific(db->thread_conn);

	if (conn)
		return conn;
	conn = db->engine->connect(db);
	if (!conn)
		return NULL;
	pthread_mutex_lock(&db->lock);
	conn->next = db->conns;
	db->conns = conn;
	pthread_mutex_unlock(&db->lock);
	pthread_setspecific(db->thread_conn, conn);
	return conn;
}

bool db_is_shared(const struct db *db)
{
	return db->engine->shared;
}

struct db_conn *db_reader(struct db *db)
{
	struct db_conn *conn = db_thread_conn(db);

	return conn && db->engine->ready(conn) ? conn : NULL;
}

/* The calling thread runs a function of db_write's. */
static _Thread_local bool thread_writes;

static void check_may_write(struct db *db)
{
	const struct db_conn *conn = pthread_getspecific(db->thread_conn);

	if (thread_writes)
		store_misused("store.write_within_write");
	if (conn && conn->in_snapshot)
		store_misused("store.write_within_snapshot");
}

typedef enum db_status engine_write(struct db *db, db_write_fn *fn, void *arg);

static enum db_status write_by(engine_write *write, struct db *db, db_write_fn *fn,
			       void *arg)
{
	enum db_status status;

	check_may_write(db);
	worker_wait_begin(); /* for its turn, and for the disk */
	status = write(db, fn, arg);
	worker_wait_end();
	return status;
}

enum db_status db_write(struct db *db, db_write_fn *fn, void *arg)
{
	return write_by(db->engine->write, db, fn, arg);
}

enum db_status db_write_early(struct db *db, db_write_fn *fn, void *arg)
{
	const struct db_engine *engine = db->engine;

	return write_by(engine->write_early ? engine->write_early : engine->write, db, fn,
			arg);
}

void db_write_later(struct db *db, db_write_fn *fn, void *arg, db_written_fn *done,
		    void *owner)
{
	check_may_write(db);
	if (db->engine->write_later)
		db->engine->write_later(db, fn, arg, done, owner);
	else
		done(owner, db_write(db, fn, arg));
}

static enum db_status snapshot_begin(struct db_conn *reader, bool safe)
{
	enum db_status status;

	if (reader->in_write)
		return DB_OK;
	status = reader->engine->snapshot_begin(reader, safe);
	reader->in_snapshot = status == DB_OK;
	return status;
}

enum db_status db_snapshot_begin(struct db_conn *reader)
{
	return snapshot_begin(reader, false);
}

enum db_status db_snapshot_begin_safe(struct db_conn *reader)
{
	return snapshot_begin(reader, true);
}

void db_snapshot_end(struct db_conn *reader)
{
	if (reader->in_snapshot)
		reader->engine->snapshot_end(reader);
	reader->in_snapshot = false;
}

enum db_status db_conn_run(struct db_conn *conn, db_write_fn *fn, void *arg)
{
	enum db_status status;

	conn->in_write = thread_writes = true;
	conn->broken = DB_OK;
	status = fn(conn, arg);
	conn->in_write = thread_writes = false;
	return status == DB_OK ? conn->broken : status;
}

enum db_status db_conn_break(struct db_conn *conn, enum db_status status)
{
	if (conn->in_write && conn->broken == DB_OK)
		conn->broken = status;
	return status;
}

/* Copies and notices. */

enum db_status db_backup(struct db *db, const char *path, char error[256])
{
	error[0] = '\0';
	return db->engine->backup(db, path, error);
}

void db_listen(struct db *db, db_notice_fn *fn, void *owner)
{
	bool first = false;

	pthread_mutex_lock(&db->telling);
	if (fn) {
		if (db->listener_count == DB_LISTENERS_MAX)
			store_misused("store.too_many_listeners");
		db->listeners[db->listener_count].fn = fn;
		db->listeners[db->listener_count].owner = owner;
		db->listener_count++;
		first = !db->listening;
		db->listening = true;
	} else {
		db->listener_count = 0;
	}
	pthread_mutex_unlock(&db->telling);
	if (first && db->engine->listen)
		db->engine->listen(db);
}

enum db_status db_notify(struct db_conn *tx, const char *channel, const char *payload)
{
	if (!tx->in_write)
		store_misused("store.notice_outside_write");
	if (tx->broken != DB_OK)
		return tx->broken;
	return db_conn_break(tx, tx->engine->notify(tx, channel, payload));
}

void db_dispatch(struct db *db, const char *channel, const char *payload)
{
	pthread_mutex_lock(&db->telling);
	for (size_t i = 0; i < db->listener_count; i++)
		db->listeners[i].fn(db->listeners[i].owner, channel, payload);
	pthread_mutex_unlock(&db->telling);
}
