/*
 * Engine: what a database must be able to do for db.c. sqlite.c and postgres.c each fill
 * one table of functions; nothing outside this room includes this header.
 */
#ifndef KIBRIDGE_STORE_ENGINE_H
#define KIBRIDGE_STORE_ENGINE_H

#include <pthread.h>
#include <stddef.h>

#include "store/db.h"

#define DB_VALUES_MAX 40 /* parameters of one statement */

struct db_value {
	char type; /* t, i, f or n */
	union {
		const char *text;
		int64_t integer;
		double number;
	};
};

struct db_engine {
	bool shared; /* several transactions at once; else one has the whole store */
	bool remote; /* every statement waits for a server */

	/* The database itself. stop: no more writes, those under way are waited for. */
	enum db_status (*open)(struct db **out, const struct db_options *options,
			       char error[256]);
	void (*stop)(struct db *db);
	void (*close)(struct db *db);

	/* A thread's own connection; ready: usable (again), e.g. after the server
	 * restarted. */
	struct db_conn *(*connect)(struct db *db);
	bool (*ready)(struct db_conn *conn);
	void (*disconnect)(struct db_conn *conn);

	enum db_status (*write)(struct db *db, db_write_fn *fn, void *arg);
	/* db_write_early(); NULL: by write. */
	enum db_status (*write_early)(struct db *db, db_write_fn *fn, void *arg);
	/* db_write_later(); NULL: by write, at once. */
	void (*write_later)(struct db *db, db_write_fn *fn, void *arg,
			    db_written_fn *done, void *owner);
	/* The same, with no other process migrating at the same time. */
	enum db_status (*write_schema)(struct db *db, db_write_fn *fn, void *arg);

	enum db_status (*snapshot_begin)(struct db_conn *reader, bool safe);
	void (*snapshot_end)(struct db_conn *reader);

	/* Several statements without arguments: a migration. */
	enum db_status (*script)(struct db_conn *conn, const char *sql);
	enum db_status (*exec)(struct db_conn *conn, const char *sql,
			       const struct db_value *values, size_t count);
	struct db_rows *(*query)(struct db_conn *conn, const char *sql,
				 const struct db_value *values, size_t count);
	bool (*next)(struct db_rows *rows);
	const char *(*text)(struct db_rows *rows, int column);
	int64_t (*integer)(struct db_rows *rows, int column);
	double (*number)(struct db_rows *rows, int column);
	bool (*is_null)(struct db_rows *rows, int column);
	void (*rows_free)(struct db_rows *rows);

	enum db_status (*backup)(struct db *db, const char *path, char error[256]);
	void (*listen)(struct db *db); /* the first listener is there */
	enum db_status (*notify)(struct db_conn *tx, const char *channel,
				 const char *payload);
};

extern const struct db_engine sqlite_engine;
extern const struct db_engine postgres_engine;

#define DB_LISTENERS_MAX 8

/* What every engine's struct begins with. */
struct db {
	const struct db_engine *engine;
	struct metrics *metrics; /* NULL: nobody counts */
	pthread_mutex_t lock; /* of conns */
	pthread_key_t thread_conn;
	struct db_conn *conns; /* every thread's, for db_close */
	pthread_mutex_t telling; /* of listeners, also while they are told */
	bool listening; /* the engine was asked to */
	struct {
		db_notice_fn *fn;
		void *owner;
	} listeners[DB_LISTENERS_MAX];
	size_t listener_count;
};

struct db_conn {
	const struct db_engine *engine;
	struct db *db;
	struct db_conn *next; /* in db->conns */
	bool in_write; /* inside db_write */
	bool in_snapshot;
	enum db_status broken; /* what ended the transaction under way; else DB_OK */
	int64_t changes;
};

struct db_rows {
	const struct db_engine *engine;
	struct db_conn *conn;
	enum db_status status;
};

/** Run fn on a connection with a transaction under way. @return its outcome, or why it broke */
enum db_status db_conn_run(struct db_conn *conn, db_write_fn *fn, void *arg);
/** A statement of a transaction failed: nothing more happens in it. @return status */
enum db_status db_conn_break(struct db_conn *conn, enum db_status status);
/** The answer of a query that failed before its first row. */
struct db_rows *db_rows_failed(struct db_conn *conn, enum db_status status);

/** For an engine's open: the part that both have. */
void db_init(struct db *db, const struct db_engine *engine);
/** A commit of so many writes ended, begun at this tick; for the metrics. */
void db_committed(struct db *db, int64_t begun_us, size_t writes);
/** The same of making durable what is committed, where that is a step of its own. */
void db_synced(struct db *db, int64_t begun_us);
int64_t db_tick_us(void);
/** The outcome of one write, for the metrics; before its caller is told, who may close the store. */
void db_count_write(struct db *db, enum db_status status);
/** The calling thread's connection, made if there is none yet. */
struct db_conn *db_thread_conn(struct db *db);

/** A mistake of ours, not of anybody's data: better found than survived. */
void store_misused(const char *event) __attribute__((noreturn));
/** Memory or abort (docs/decisions/0003-memory.md); zeroed. */
void *store_alloc(size_t size);
char *store_strdup(const char *text);

/** Tell the listeners of this process. */
void db_dispatch(struct db *db, const char *channel, const char *payload);

/** Bring the schema up to date. */
enum db_status migrate(struct db *db, char error[256]);

#endif
