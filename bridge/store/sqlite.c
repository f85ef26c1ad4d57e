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

struct sqlite_statement {
	sqlite3_stmt *stmt;
	int places[DB_VALUES_MAX]; /* where $1, $2 … are; 0 if not used */
	size_t place_count;
	bool in_use;
	bool kept; /* in the connection's table; else freed after use */
};

struct sqlite_rows {
	struct db_rows rows;
	struct sqlite_statement *statement;
	bool first_waits; /* the first row was fetched by the query itself */
};

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

	(void)handle;
	(void)database;
	conn->wal_pages = pages;
	return SQLITE_OK;
}

/* What every connection needs; the file itself stays in WAL mode once it is. */
static const char *const settings = "PRAGMA foreign_keys = ON;"
				    "PRAGMA synchronous = FULL;"
				    "PRAGMA temp_store = MEMORY;"
				    "PRAGMA trusted_schema = OFF;";
static const char *const writer_settings = "PRAGMA journal_mode = WAL;"
					   "PRAGMA journal_size_limit = 67108864;";
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

static void statement_free(void *arg)
{
	struct sqlite_statement *statement = arg;

	sqlite3_finalize(statement->stmt);
	free(statement);
}

void sqlite_conn_close(struct sqlite_conn *conn)
{
	literals_clear(&conn->statements, statement_free);
	sqlite3_close_v2(conn->handle);
	free(conn);
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

/* Statements. */

/*
 * SQLite numbers $1, $2 … by their first appearance, not by their digits: each is looked
 * up by its name, once.
 */
static void places_find(struct sqlite_statement *statement)
{
	int count = sqlite3_bind_parameter_count(statement->stmt);

	for (int i = 1; i <= count; i++) {
		const char *name = sqlite3_bind_parameter_name(statement->stmt, i);
		unsigned long number = name ? strtoul(name + 1, NULL, 10) : 0;

		if (number < 1 || number > DB_VALUES_MAX) {
			log_error("store.bad_parameter", "name=%s", name ? name : "?");
			abort();
		}
		statement->places[number - 1] = i;
		if (statement->place_count < number)
			statement->place_count = number;
	}
}

/* SQLite's transactions have the whole file: the row lock of the other engine means
 * nothing. */
static int length_without_lock(const char *sql)
{
	static const char lock[] = " FOR UPDATE";
	size_t len = strlen(sql), lock_len = sizeof(lock) - 1;

	if (len > lock_len && strcmp(sql + len - lock_len, lock) == 0)
		len -= lock_len;
	return (int)len;
}

static struct sqlite_statement *statement_new(struct sqlite_conn *conn, const char *sql,
					      unsigned flags)
{
	struct sqlite_statement *statement;
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v3(conn->handle, sql, length_without_lock(sql), flags, &stmt,
			       NULL) != SQLITE_OK)
		return NULL;
	statement = store_alloc(sizeof(*statement));
	statement->stmt = stmt;
	places_find(statement);
	return statement;
}

/* Prepared once per connection; a second use while the first still has rows gets its own.
 */
static struct sqlite_statement *statement_take(struct sqlite_conn *conn, const char *sql)
{
	struct sqlite_statement *statement = literals_get(&conn->statements, sql);

	if (!statement) {
		statement = statement_new(conn, sql, SQLITE_PREPARE_PERSISTENT);
		if (!statement)
			return NULL;
		statement->kept = true;
		literals_put(&conn->statements, sql, statement);
	} else if (statement->in_use) {
		statement = statement_new(conn, sql, 0);
		if (!statement)
			return NULL;
	}
	statement->in_use = true;
	return statement;
}

static void statement_give(struct sqlite_statement *statement)
{
	if (!statement->kept) {
		statement_free(statement);
		return;
	}
	sqlite3_reset(statement->stmt);
	sqlite3_clear_bindings(statement->stmt);
	statement->in_use = false;
}

static int bind_one(sqlite3_stmt *stmt, int place, const struct db_value *value)
{
	switch (value->type) {
	case 't': /* copied: rows may outlive the caller's text */
		return sqlite3_bind_text(stmt, place, value->text, -1, SQLITE_TRANSIENT);
	case 'i':
		return sqlite3_bind_int64(stmt, place, value->integer);
	case 'f':
		return sqlite3_bind_double(stmt, place, value->number);
	}
	return sqlite3_bind_null(stmt, place);
}

static int bind_all(struct sqlite_statement *statement, const struct db_value *values,
		    size_t count)
{
	int code = SQLITE_OK;

	if (count < statement->place_count) {
		log_error("store.arguments_missing", "given=%zu needed=%zu", count,
			  statement->place_count);
		abort();
	}
	for (size_t i = 0; i < statement->place_count && code == SQLITE_OK; i++)
		if (statement->places[i])
			code = bind_one(statement->stmt, statement->places[i],
					&values[i]);
	return code;
}

static enum db_status sqlite_exec(struct db_conn *base, const char *sql,
				  const struct db_value *values, size_t count)
{
	struct sqlite_conn *conn = sqlite_of(base);
	struct sqlite_statement *statement = statement_take(conn, sql);
	enum db_status status;
	int code;

	if (!statement)
		return sqlite_status(conn, sqlite3_extended_errcode(conn->handle));
	code = bind_all(statement, values, count);
	while (code == SQLITE_OK || code == SQLITE_ROW)
		code = sqlite3_step(statement->stmt);
	status = sqlite_status(conn, code);
	if (status == DB_OK && !sqlite3_stmt_readonly(statement->stmt))
		base->changes = sqlite3_changes64(conn->handle);
	statement_give(statement);
	return status;
}

enum db_status sqlite_run(struct sqlite_conn *conn, const char *sql)
{
	return sqlite_exec(&conn->conn, sql, NULL, 0);
}

static enum db_status sqlite_snapshot_begin(struct db_conn *reader)
{
	return sqlite_run(sqlite_of(reader), "BEGIN");
}

static void sqlite_snapshot_end(struct db_conn *reader)
{
	(void)!sqlite_run(sqlite_of(reader), "COMMIT");
}

static enum db_status sqlite_script(struct db_conn *conn, const char *sql)
{
	struct sqlite_conn *sqlite = sqlite_of(conn);

	return sqlite_status(sqlite, sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL));
}

/* Rows. */

static bool rows_step(struct sqlite_rows *rows)
{
	struct sqlite_conn *conn = sqlite_of(rows->rows.conn);
	int code = sqlite3_step(rows->statement->stmt);

	if (code == SQLITE_ROW)
		return true;
	rows->rows.status = db_conn_break(&conn->conn, sqlite_status(conn, code));
	statement_give(
		rows->statement); /* at once: open reads keep the log from shrinking */
	rows->statement = NULL;
	return false;
}

/* The first step is taken here: an UPDATE … RETURNING has happened when the query
 * returns. */
static struct db_rows *sqlite_query(struct db_conn *base, const char *sql,
				    const struct db_value *values, size_t count)
{
	struct sqlite_conn *conn = sqlite_of(base);
	struct sqlite_statement *statement = statement_take(conn, sql);
	struct sqlite_rows *rows;
	int code;

	if (!statement)
		return db_rows_failed(base, sqlite_status(conn, sqlite3_extended_errcode(
									conn->handle)));
	code = bind_all(statement, values, count);
	if (code != SQLITE_OK) {
		statement_give(statement);
		return db_rows_failed(base, sqlite_status(conn, code));
	}
	rows = store_alloc(sizeof(*rows));
	rows->rows.engine = &sqlite_engine;
	rows->rows.conn = base;
	rows->statement = statement;
	rows->first_waits = rows_step(rows);
	return &rows->rows;
}

static bool sqlite_next(struct db_rows *base)
{
	struct sqlite_rows *rows = (struct sqlite_rows *)base;

	if (!rows->statement)
		return false;
	if (rows->first_waits) {
		rows->first_waits = false;
		return true;
	}
	return rows_step(rows);
}

static const char *sqlite_text(struct db_rows *rows, int column)
{
	return (const char *)sqlite3_column_text(
		((struct sqlite_rows *)rows)->statement->stmt, column);
}

static int64_t sqlite_integer(struct db_rows *rows, int column)
{
	return sqlite3_column_int64(((struct sqlite_rows *)rows)->statement->stmt,
				    column);
}

static double sqlite_number(struct db_rows *rows, int column)
{
	return sqlite3_column_double(((struct sqlite_rows *)rows)->statement->stmt,
				     column);
}

static bool sqlite_is_null(struct db_rows *rows, int column)
{
	return sqlite3_column_type(((struct sqlite_rows *)rows)->statement->stmt,
				   column) == SQLITE_NULL;
}

static void sqlite_rows_free(struct db_rows *base)
{
	struct sqlite_rows *rows = (struct sqlite_rows *)base;

	if (rows->statement)
		statement_give(rows->statement);
	free(rows);
}

/* The database. */

/* It holds sealed keys and conversations: nobody but the service reads it. */
static bool file_make(const char *path, char error[256])
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0) {
		snprintf(error, 256, "cannot open %.120s: %s", path, strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

static enum db_status sqlite_open(struct db **out, const struct db_options *options,
				  char error[256])
{
	const char *path = options->url + strlen(SCHEME);
	struct sqlite_db *db;

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
	return sqlite_writer_run(((struct sqlite_db *)db)->writer, fn, arg);
}

const struct db_engine sqlite_engine = {
	.scheme = SCHEME,
	.open = sqlite_open,
	.stop = sqlite_stop,
	.close = sqlite_close,
	.connect = sqlite_connect,
	.ready = sqlite_ready,
	.disconnect = sqlite_disconnect,
	.write = sqlite_write,
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
