/*
 * Bench: a store that has been used for a year, on SQLite: what its upkeep costs those who write
 * meanwhile. One thread writes a row every two milliseconds and notes the longest it had to wait,
 * while retention runs for the first time, then for another day, and while the counters of a day
 * are forgotten. The last line is for the summary.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "privacy/retention.h"
#include "quota/ledger.h"

#define DAY_S INT64_C(86400)
#define DAYS 365
#define KEPT_DAYS 180

static struct db *db;
static int64_t now_s;

/* ---- a year ---- */

/* clang-format off */
#define NUMBERS(count) "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " count " - 1) "
#define LEDGER(kind, end) NUMBERS("400000") \
	"INSERT INTO ledger SELECT printf('%07d." end "', i), printf('%07d', i), '" kind "', 'uni', 'c' || i % 200," \
	" 'a' || i % 600, 'p' || i * 7919 % 20000, 'student', 'main', 1, 900, 400, 1, 'm', ''," \
	" $1 + i * $2 / 400000, 0, $1 + i * $2 / 400000, 1000 FROM n"

static const char *const world[] = { /* $1 a year ago, $2 a year in seconds */
	"INSERT INTO tenant VALUES ('uni', 'Uni', 'Europe/Berlin', 's', '{}', $1 + 0 * $2)",
	"INSERT INTO platform (id, tenant_id, issuer, client_id, auth_url, token_url, jwks_url, profile, status, created_s)"
	" VALUES ('p', 'uni', 'https://lms', 'c', '', '', '', 'moodle', 'active', $1 + 0 * $2)",
	"INSERT INTO deployment VALUES ('d', 'p', '1', 'active', $1 + 0 * $2)",
	"INSERT INTO course VALUES ('c0', 'uni', 'd', 'x', 'Course', 'C', $1 + 0 * $2)",
	"INSERT INTO activity VALUES ('a0', 'c0', 'tutor', 'Tutor', 'active', NULL, $1 + 0 * $2)",
	LEDGER("reserve", "reserve"),
	LEDGER("settle", "end"),
	NUMBERS("40000") "INSERT INTO conversation SELECT printf('k%07d', i), 'a0', 'p' || i * 7919 % 20000, 'main',"
	" 'Recursion', $1 + i * $2 / 40000, $1 + i * $2 / 40000, NULL FROM n",
	NUMBERS("120000") "INSERT INTO turn (id, conversation_id, person, request, place, status, question, answer,"
	" reasoning, finish, model, input_tokens, output_tokens, exact, node, created_s, ended_s) SELECT"
	" printf('t%07d', i), printf('k%07d', i / 3), 'p' || i / 3 * 7919 % 20000, printf('t%07d', i), i % 3 + 1,"
	" 'done', 'What is recursion?', hex(zeroblob(400)), '', 'stop', 'm', 900, 400, 1, 'n',"
	" $1 + i * $2 / 120000, $1 + i * $2 / 120000 FROM n",
	NUMBERS("60000") "INSERT INTO counter SELECT 'course', 'c' || i % 200, 'p' || i, 'student', 'main', 'requests',"
	" 'day', $1 + $2 - 172800, $1 + $2 - 86400, 3, 0, 1 FROM n",
};
/* clang-format on */

static enum db_status live_a_year(struct db_conn *tx, void *arg)
{
	enum db_status status = DB_OK;

	(void)arg;
	for (size_t i = 0; status == DB_OK && i < ARRAY_LEN(world); i++)
		status = db_exec(tx, world[i], "ii", now_s - DAYS * DAY_S, DAYS * DAY_S);
	return status;
}

/* ---- somebody beside it ---- */

static struct {
	pthread_mutex_t lock;
	bool stopping;
	int64_t longest_ms, writes;
} beside = {.lock = PTHREAD_MUTEX_INITIALIZER};

static enum db_status write_one(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx,
		       "INSERT INTO node (id, seen_s) VALUES ('bench', $1) "
		       "ON CONFLICT (id) DO UPDATE SET seen_s = excluded.seen_s",
		       "i", now_s);
}

static bool is_over(void)
{
	bool stopping;

	pthread_mutex_lock(&beside.lock);
	stopping = beside.stopping;
	pthread_mutex_unlock(&beside.lock);
	return stopping;
}

static void *write_beside(void *arg)
{
	(void)arg;
	while (!is_over()) {
		int64_t took_ms = clock_tick_ms();

		if (db_write(db, write_one, NULL) != DB_OK)
			exit(EXIT_FAILURE);
		took_ms = clock_tick_ms() - took_ms;
		pthread_mutex_lock(&beside.lock);
		if (took_ms > beside.longest_ms)
			beside.longest_ms = took_ms;
		beside.writes++;
		pthread_mutex_unlock(&beside.lock);
		usleep(2000);
	}
	return NULL;
}

/* ---- the upkeep ---- */

static void begin(void)
{
	pthread_mutex_lock(&beside.lock);
	beside.longest_ms = beside.writes = 0;
	pthread_mutex_unlock(&beside.lock);
}

/* @return the longest that somebody waited */
static int64_t end(const char *what, int64_t begun_ms, int64_t rows)
{
	int64_t longest_ms;

	pthread_mutex_lock(&beside.lock);
	longest_ms = beside.longest_ms;
	printf("  %-44s %7lld rows, %6lld ms; the longest of %lld writes beside it: "
	       "%lld ms\n",
	       what, (long long)rows, (long long)(clock_tick_ms() - begun_ms),
	       (long long)beside.writes, (long long)longest_ms);
	pthread_mutex_unlock(&beside.lock);
	return longest_ms;
}

static int64_t retention(const char *what, int64_t at_s)
{
	struct retention_result result;
	int64_t begun_ms = clock_tick_ms();

	begin();
	if (retention_run(db, KEPT_DAYS, at_s, NULL, &result) != DB_OK)
		exit(EXIT_FAILURE);
	return end(what, begun_ms,
		   result.conversations + result.anonymised + result.others);
}

static enum db_status forget(struct db_conn *tx, void *forgotten)
{
	return ledger_forget(tx, now_s, forgotten);
}

static int64_t midnight(void)
{
	int64_t begun_ms = clock_tick_ms(), rows, all = 0;

	begin();
	do {
		if (db_write(db, forget, &rows) != DB_OK)
			exit(EXIT_FAILURE);
		all += rows;
	} while (rows > 0);
	return end("the counters of a day", begun_ms, all);
}

int main(void)
{
	char dir[] = "/var/tmp/kibridge-bench-XXXXXX", path[64], url[96], error[256];
	int64_t first_ms, day_ms, midnight_ms;
	pthread_t thread;

	log_level_set(LOG_WARN);
	if (!mkdtemp(dir))
		return EXIT_FAILURE;
	snprintf(path, sizeof(path), "%s/bench.db", dir);
	snprintf(url, sizeof(url), "sqlite:%s", path);
	now_s = clock_now_s();
	if (db_open(&db, &(struct db_options){.url = url}, error) != DB_OK ||
	    db_write(db, live_a_year, NULL) != DB_OK)
		return EXIT_FAILURE;
	db_close(db); /* so that the year is no longer in the log */
	if (db_open(&db, &(struct db_options){.url = url}, error) != DB_OK)
		return EXIT_FAILURE;
	printf("A store of %d days: 800,000 rows of the ledger, 120,000 answers; kept "
	       "are %d\n",
	       DAYS, KEPT_DAYS);
	pthread_create(&thread, NULL, write_beside, NULL);
	first_ms = retention("retention, for the first time", now_s);
	day_ms = retention("retention, another day", now_s + DAY_S);
	midnight_ms = midnight();
	pthread_mutex_lock(&beside.lock);
	beside.stopping = true;
	pthread_mutex_unlock(&beside.lock);
	pthread_join(thread, NULL);
	db_close(db);
	unlink(path);
	rmdir(dir);
	printf("%lld %lld %lld\n", (long long)first_ms, (long long)day_ms,
	       (long long)midnight_ms);
	return EXIT_SUCCESS;
}
