/*
 * Sqlite: one file in WAL mode. Here: opening a connection as the service needs it,
 * statements and their rows. The writer thread is in sqlite_writer.c, the online copy in
 * sqlite_backup.c.
 */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

#define SCHEME "sqlite:"
/* So long may a power failure forget what was told before it was durable. */
#define EARLY_MOST_US 5000

static struct sqlite_conn *sqlite_of(struct db_conn *conn)
{
	return (struct sqlite_conn *)conn;
}

/* Result codes. */

static int errno_of(sqlite3 *handle, int which_file)
{
	sqlite3_file *file = NULL;
	int number = 0;

	if (sqlite3_file_control(handle, "main", which_file, &file) == SQLITE_OK &&
	    file && file->pMethods)
		file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
	return number;
}

/* Beside a full disk there are users' quotas and limits on file sizes. */
static bool is_disk_full(struct sqlite_conn *conn, int code)
{
	static const int files[] = {SQLITE_FCNTL_FILE_POINTER,
				    SQLITE_FCNTL_JOURNAL_POINTER};

	if ((code & 0xff) == SQLITE_FULL)
		return true;
	if (code != SQLITE_IOERR_WRITE)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		int number = errno_of(conn->handle, files[i]);

		if (number == ENOSPC || number == EDQUOT || number == EFBIG)
			return true;
	}
	return false;
}

enum db_status sqlite_status(struct sqlite_conn *conn, int code)
{
	switch (code) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return DB_OK;
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return DB_CONFLICT;
	}
	log_error("store.failed", "engine=sqlite code=%d text=\"%s\"", code,
		  sqlite3_errmsg(conn->handle));
	return is_disk_full(conn, code) ? DB_FULL : DB_FAILED;
}

/* Connections. */

static int wal_grew(void *arg, sqlite3 *handle, const char *database, int pages)
{
	struct sqlite_conn *conn = arg;
	int64_t none = 0;

	(void)handle;
	(void)database;
	conn->wal_pages = pages;
	atomic_compare_exchange_strong(&conn->unsynced_us, &none, db_tick_us());
	return SQLITE_OK;
}

/* @conn has read once, so its log is open. What is committed meanwhile is for the next. */
enum db_status sqlite_sync(struct sqlite_conn *conn, struct sqlite_conn *writing)
{
	sqlite3_file *log = NULL;
	int64_t begun_us = db_tick_us();
	int code;

	writing->unsynced_us = 0;
	code = sqlite3_file_control(conn->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER,
				    &log);
	if (code == SQLITE_OK)
		code = log && log->pMethods
			       ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL)
			       : SQLITE_MISUSE;
	if (code == SQLITE_OK) {
		db_synced(conn->conn.db, begun_us);
		return DB_OK;
	}
	log_error("store.sync_failed", "engine=sqlite code=%d", code);
	return DB_FAILED;
}

int64_t sqlite_unsynced_in_us(const struct sqlite_conn *writing)
{
	int64_t since_us = writing->unsynced_us, left_us;

	if (!since_us)
		return -1;
	left_us = since_us + EARLY_MOST_US - db_tick_us();
	return left_us > 0 ? left_us : 0;
}

/* What every connection needs; the file itself stays in WAL mode once it is. */
static const char *const settings = "PRAGMA foreign_keys = ON;"
				    "PRAGMA synchronous = FULL;"
				    "PRAGMA temp_store = MEMORY;"
				    "PRAGMA trusted_schema = OFF;";
/* A commit does not make itself durable: sqlite_sync() does. */
static const char *const writer_settings = "PRAGMA journal_mode = WAL;"
					   "PRAGMA synchronous = NORMAL;"
					   "PRAGMA journal_size_limit = 67108864;"
					   "PRAGMA cache_size = -16384;"; /* KiB */
static const char *const reader_settings = "PRAGMA query_only = ON;";

static bool conn_prepare(struct sqlite_conn *conn, const char *path, unsigned busy_ms,
			 bool for_writing)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX; /* a thread's own */

	if (sqlite3_open_v2(path, &conn->handle, flags, NULL) != SQLITE_OK)
		return false;
	sqlite3_extended_result_codes(conn->handle, 1);
	sqlite3_busy_timeout(conn->handle, (int)busy_ms);
	if (sqlite3_exec(conn->handle, settings, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(conn->handle, for_writing ? writer_settings : reader_settings,
			 NULL, NULL, NULL) != SQLITE_OK)
		return false;
	sqlite3_wal_hook(conn->handle, wal_grew,
			 conn); /* the writer checkpoints when idle */
	return true;
}

struct sqlite_conn *sqlite_conn_open(struct sqlite_db *db, bool for_writing,
				     char error[256])
{
	struct sqlite_conn *conn = store_alloc(sizeof(*conn));

	conn->conn.engine = &sqlite_engine;
	conn->conn.db = &db->db;
	conn->notices_end = &conn->notices;
	if (!conn_prepare(conn, db->path, db->busy_ms, for_writing)) {
		snprintf(error, 256, "cannot open %.120s: %.100s", db->path,
			 sqlite3_errmsg(conn->handle));
		sqlite_conn_close(conn);
		return NULL;
	}
	return conn;
}

void sqlite_conn_close(struct sqlite_conn *conn)
{
	literals_clear(&conn->statements, sqlite_statement_free);
	sqlite3_close_v2(conn->handle);
	free(conn);
}

struct sqlite_conn *sqlite_conn_beside(struct sqlite_db *db, char error[256])
{
	struct sqlite_conn *conn = sqlite_conn_open(db, false, error);

	if (!conn || sqlite_run(conn, "PRAGMA schema_version") == DB_OK)
		return conn;
	snprintf(error, 256, "cannot read %.120s", db->path);
	sqlite_conn_close(conn);
	return NULL;
}

static struct db_conn *sqlite_connect(struct db *db)
{
	char error[256];
	struct sqlite_conn *conn = sqlite_conn_open((struct sqlite_db *)db, false, error);

	if (!conn) {
		log_error("store.failed", "engine=sqlite text=\"%s\"", error);
		return NULL;
	}
	return &conn->conn;
}

static bool sqlite_ready(struct db_conn *conn)
{
	(void)conn;
	return true;
}

static void sqlite_disconnect(struct db_conn *conn)
{
	sqlite_conn_close(sqlite_of(conn));
}

static enum db_status sqlite_snapshot_begin(struct db_conn *reader, bool safe)
{
	(void)safe;
	return sqlite_run(sqlite_of(reader), "BEGIN");
}

static void sqlite_snapshot_end(struct db_conn *reader)
{
	(void)!sqlite_run(sqlite_of(reader), "COMMIT");
}

static enum db_status sqlite_script(struct db_conn *conn, const char *sql)
{
	struct sqlite_conn *sqlite = sqlite_of(conn);

	sqlite->wrote = true;
	return sqlite_status(sqlite, sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL));
}

/* The database. */

/*
 * It holds sealed keys and conversations: nobody but the service reads it. Only a new file is
 * opened here: closing one would drop the locks that this process may have on it.
 */
static bool file_make(const char *path, char error[256])
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno != EEXIST) {
		snprintf(error, 256, "cannot open %.120s: %s", path, strerror(errno));
		return false;
	}
	if (fd >= 0)
		close(fd);
	return true;
}

/* A lock around every allocation, for figures that nobody asks for. */
static void statistics_off(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum db_status sqlite_open(struct db **out, const struct db_options *options,
				  char error[256])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const char *path = options->url + strlen(SCHEME);
	struct sqlite_db *db;

	pthread_once(&once, statistics_off);
	if (!*path || *path == ':') {
		snprintf(error, 256,
			 "the store's url must name a file: sqlite:/path/file.db");
		return DB_FAILED;
	}
	if (!file_make(path, error))
		return DB_FAILED;
	db = store_alloc(sizeof(*db));
	db_init(&db->db, &sqlite_engine);
	db->path = store_strdup(path);
	db->busy_ms = options->busy_ms;
	db->writer = sqlite_writer_start(db, error);
	if (!db->writer) {
		db_close(&db->db);
		return DB_FAILED;
	}
	*out = &db->db;
	return DB_OK;
}

static void sqlite_stop(struct db *db)
{
	sqlite_writer_stop(((struct sqlite_db *)db)->writer);
}

static void sqlite_close(struct db *base)
{
	struct sqlite_db *db = (struct sqlite_db *)base;

	free(db->path);
	free(db);
}

static enum db_status sqlite_write(struct db *db, db_write_fn *fn, void *arg)
{
	return sqlite_writer_run(((struct sqlite_db *)db)->writer, fn, arg, false);
}

static enum db_status sqlite_write_early(struct db *db, db_write_fn *fn, void *arg)
{
	return sqlite_writer_run(((struct sqlite_db *)db)->writer, fn, arg, true);
}

static void sqlite_write_later(struct db *db, db_write_fn *fn, void *arg,
			       db_written_fn *done, void *owner)
{
	sqlite_writer_add(((struct sqlite_db *)db)->writer, fn, arg, done, owner);
}

const struct db_engine sqlite_engine = {
	.open = sqlite_open,
	.stop = sqlite_stop,
	.close = sqlite_close,
	.connect = sqlite_connect,
	.ready = sqlite_ready,
	.disconnect = sqlite_disconnect,
	.write = sqlite_write,
	.write_early = sqlite_write_early,
	.write_later = sqlite_write_later,
	.write_schema = sqlite_write, /* BEGIN IMMEDIATE keeps other processes out */
	.snapshot_begin = sqlite_snapshot_begin,
	.snapshot_end = sqlite_snapshot_end,
	.script = sqlite_script,
	.exec = sqlite_exec,
	.query = sqlite_query,
	.next = sqlite_next,
	.text = sqlite_text,
	.integer = sqlite_integer,
	.number = sqlite_number,
	.is_null = sqlite_is_null,
	.rows_free = sqlite_rows_free,
	.backup = sqlite_backup,
	.notify = sqlite_notify,
};
