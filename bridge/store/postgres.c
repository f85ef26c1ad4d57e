/*
 * Postgres: connections as the service needs them, and what the server's codes mean. Statements
 * are in postgres_statement.c, transactions in postgres_write.c, notices in postgres_listen.c.
 */
#include "store/postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/workers.h"

void postgres_result_clear(PGresult **result)
{
	PQclear(*result);
}

/* The server's sentence without its line ends. */
static void error_copy(char error[256], const PGconn *pg)
{
	snprintf(error, 256, "%s", PQerrorMessage(pg));
	for (char *at = error; *at; at++)
		if (*at == '\n')
			*at = ' ';
}

/* Connections. */

static void say_nothing(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

/*
 * Readers do not write, as on SQLite. A node whose machine died loses its connection, and with it
 * its locks, within a minute or so; nobody waits longer than a moment for any lock without looking
 * again. Plans for placeholders are made once.
 */
static const char *const settings =
	"SET default_transaction_read_only = on;"
	"SET idle_in_transaction_session_timeout = '60s';"
	"SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10;"
	"SET tcp_keepalives_count = 3;"
	"SET lock_timeout = " POSTGRES_LOCK_TIMEOUT ";"
	"SET plan_cache_mode = force_generic_plan;"
	"SET jit = off";

PGconn *postgres_dial(const char *url)
{
	/* In front of the URL, so that the operator's own words win. */
	static const char *const keys[] = {
		"connect_timeout",
		"keepalives_idle",
		"keepalives_interval",
		"keepalives_count",
		"client_encoding",
		"fallback_application_name",
		"dbname",
		NULL,
	};
	const char *const values[] = {"5",    "30",	  "10", "3",
				      "UTF8", "kibridge", url,	NULL};
	PGconn *pg = PQconnectdbParams(keys, values, 1);

	if (!pg) {
		log_error("store.no_memory", NULL);
		abort();
	}
	PQsetNoticeProcessor(pg, say_nothing, NULL);
	if (PQstatus(pg) == CONNECTION_OK) {
		AUTO_RESULT *result = PQexec(pg, settings);

		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			log_error("store.failed",
				  "engine=postgres text=\"settings refused\"");
	}
	return pg;
}

bool postgres_is_up(const struct postgres_conn *conn)
{
	return !conn->lost && PQstatus(conn->pg) == CONNECTION_OK;
}

bool postgres_redial(struct postgres_conn *conn)
{
	struct postgres_db *db = (struct postgres_db *)conn->conn.db;

	literals_clear(&conn->statements, postgres_statement_free);
	PQfinish(conn->pg);
	conn->pg = postgres_dial(db->url);
	conn->lost = false;
	if (postgres_is_up(conn))
		log_info("store.connected", "engine=postgres");
	return postgres_is_up(conn);
}

static struct db_conn *postgres_connect(struct db *base)
{
	struct postgres_db *db = (struct postgres_db *)base;
	struct postgres_conn *conn = store_alloc(sizeof(*conn));

	conn->conn.engine = &postgres_engine;
	conn->conn.db = base;
	conn->pg = postgres_dial(db->url);
	random_id(conn->mark);
	return &conn->conn;
}

static bool postgres_ready(struct db_conn *base)
{
	struct postgres_conn *conn = (struct postgres_conn *)base;
	bool up = postgres_is_up(conn);

	if (up || base->in_write)
		return up;
	worker_wait_begin();
	up = postgres_redial(conn);
	worker_wait_end();
	return up;
}

static void postgres_disconnect(struct db_conn *base)
{
	struct postgres_conn *conn = (struct postgres_conn *)base;

	if (conn->serial && postgres_is_up(conn)) {
		const char *values[] = {conn->mark};
		AUTO_RESULT *begun = PQexec(conn->pg, "BEGIN READ WRITE");
		AUTO_RESULT *deleted = PQexecParams(
			conn->pg, "DELETE FROM store_mark WHERE connection = $1", 1, NULL,
			values, NULL, NULL, 0);
		AUTO_RESULT *committed = PQexec(conn->pg, "COMMIT");

		(void)begun;
		(void)deleted;
		(void)committed;
	}
	literals_clear(&conn->statements, postgres_statement_free);
	PQfinish(conn->pg);
	free(conn);
}

/* Result codes. [PostgreSQL, Appendix A] */

/*
 * libpq may report that it could not send while it still calls the connection good: an error
 * without a code of the server's is the end of it too.
 */
void postgres_note(struct postgres_conn *conn, const PGresult *result)
{
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (PQresultStatus(result) != PGRES_FATAL_ERROR)
		return;
	if (!code || text_starts_with(code, "08") || text_starts_with(code, "57P"))
		conn->lost = true;
}

static bool code_is(const char *code, const char *wanted)
{
	return code && strcmp(code, wanted) == 0;
}

static void failure_log(const PGconn *pg, const char *code, const PGresult *result)
{
	char text[256] = "";

	if (!code) /* libpq's own words: the connection was lost */
		error_copy(text, pg);
	else if (!text_starts_with(code, "22")) /* data exceptions quote the value */
		snprintf(text, sizeof(text), "%s",
			 PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
	log_error("store.failed", "engine=postgres code=%s text=\"%s\"", code ? code : "",
		  text);
}

enum db_status postgres_status(struct postgres_conn *conn, const PGresult *result)
{
	const char *code;

	postgres_note(conn, result);
	switch (PQresultStatus(result)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		return DB_OK;
	default:
		break;
	}
	code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	if (code_is(code, "23505") || code_is(code, "23503"))
		return DB_CONFLICT;
	/* Serialisation failure, deadlock, a lock held long: another was faster. */
	if (code_is(code, "40001") || code_is(code, "40P01") || code_is(code, "55P03")) {
		conn->again = true;
		return DB_FAILED;
	}
	failure_log(conn->pg, code, result);
	return code_is(code, "53100") ? DB_FULL : DB_FAILED;
}

enum db_status postgres_run(struct postgres_conn *conn, const char *sql)
{
	AUTO_RESULT *result = PQexec(conn->pg, sql);

	return postgres_status(conn, result);
}

/* The database. */

static enum db_status postgres_open(struct db **out, const struct db_options *options,
				    char error[256])
{
	struct postgres_db *db = store_alloc(sizeof(*db));
	struct postgres_conn *conn;

	db_init(&db->db, &postgres_engine);
	db->url = store_strdup(options->url);
	db->busy_ms = options->busy_ms;
	conn = (struct postgres_conn *)db_thread_conn(&db->db);
	if (!postgres_is_up(conn)) {
		error_copy(error, conn->pg);
		db_close(&db->db);
		return DB_FAILED;
	}
	*out = &db->db;
	return DB_OK;
}

static void postgres_stop(struct db *base)
{
	struct postgres_db *db = (struct postgres_db *)base;

	postgres_listener_stop(db->listener);
	db->listener = NULL;
}

static void postgres_close(struct db *base)
{
	struct postgres_db *db = (struct postgres_db *)base;

	free(db->url);
	free(db);
}

static enum db_status postgres_snapshot_begin(struct db_conn *reader, bool safe)
{
	((struct postgres_conn *)reader)->opening =
		safe ? OPENING_SAFE_SNAPSHOT : OPENING_SNAPSHOT;
	return DB_OK;
}

static void postgres_snapshot_end(struct db_conn *reader)
{
	struct postgres_conn *conn = (struct postgres_conn *)reader;

	worker_wait_begin();
	if (!conn->opening && postgres_is_up(conn))
		(void)!postgres_run(conn, "COMMIT");
	worker_wait_end();
	conn->opening = OPENING_NONE;
}

static enum db_status postgres_script(struct db_conn *conn, const char *sql)
{
	return postgres_run((struct postgres_conn *)conn, sql);
}

static enum db_status postgres_backup(struct db *db, const char *path, char error[256])
{
	(void)db;
	(void)path;
	snprintf(error, 256, "PostgreSQL has its own tool for copies: pg_dump");
	return DB_REFUSED;
}

/* One channel of the server's for all of ours; it is told when and if the transaction commits. */
static enum db_status postgres_notify(struct db_conn *base, const char *channel,
				      const char *payload)
{
	char text[POSTGRES_NOTICE_MAX + 1];
	struct db_value value = {.type = 't', .text = text};
	int len = snprintf(text, sizeof(text), "%s %s", channel, payload);

	if (len < 0 || (size_t)len >= sizeof(text)) {
		log_error("store.notice_too_long", "channel=%s bytes=%d", channel, len);
		return DB_FAILED;
	}
	return postgres_exec(base, "SELECT pg_notify('" POSTGRES_CHANNEL "', $1)", &value,
			     1);
}

const struct db_engine postgres_engine = {
	.shared = true,
	.remote = true,
	.open = postgres_open,
	.stop = postgres_stop,
	.close = postgres_close,
	.connect = postgres_connect,
	.ready = postgres_ready,
	.disconnect = postgres_disconnect,
	.write = postgres_write,
	.write_schema = postgres_write_schema,
	.snapshot_begin = postgres_snapshot_begin,
	.snapshot_end = postgres_snapshot_end,
	.script = postgres_script,
	.exec = postgres_exec,
	.query = postgres_query,
	.next = postgres_next,
	.text = postgres_text,
	.integer = postgres_integer,
	.number = postgres_number,
	.is_null = postgres_is_null,
	.rows_free = postgres_rows_free,
	.backup = postgres_backup,
	.listen = postgres_listen,
	.notify = postgres_notify,
};
