/*
 * Postgres: what only a server has. It goes away and comes back, answers get lost, and other
 * nodes work on the same store.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "bridge/store/cluster.h"
#include "bridge/store/cutter.h"
#include "bridge/store/fixture.h"

static enum db_status table_make(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "CREATE TABLE entry (name TEXT PRIMARY KEY)", "");
}

static struct db *open_url(const char *url, unsigned busy_ms)
{
	struct db *db;
	char error[256];
	enum db_status status =
		db_open(&db, &(struct db_options){.url = url, .busy_ms = busy_ms}, error);

	ck_assert_msg(status == DB_OK, "%s", error);
	return db;
}

static void setup(void)
{
	fixture_setup();
	ck_assert_int_eq(db_write(fixture_db, table_make, NULL), DB_OK);
}

static int64_t count(struct db *db)
{
	struct db_conn *conn = db_reader(db);
	int64_t found = -1;

	ck_assert_ptr_nonnull(conn);
	ck_assert_int_eq(db_get_int(conn, &found, "SELECT COUNT(*) FROM entry", ""),
			 DB_OK);
	return found;
}

/* Not idempotent on purpose: what is done twice is a conflict. */
static enum db_status entry_add(struct db_conn *tx, void *arg)
{
	return db_exec(tx, "INSERT INTO entry (name) VALUES ($1)", "t",
		       (const char *)arg);
}

static enum db_status add(struct db *db, const char *name)
{
	char text[64];

	snprintf(text, sizeof(text), "%s", name);
	return db_write(db, entry_add, text);
}

/* Lost answers. */

static const struct {
	const char *what;
	enum cut cut;
} cut_cases[] = {
	{"the server never heard of the COMMIT", CUT_BEFORE_COMMIT},
	{"the answer to the COMMIT was lost", CUT_AFTER_COMMIT},
};

START_TEST(a_lost_commit_happens_exactly_once)
{
	char url[512], database[64];
	struct db *db;

	ck_assert_int_eq(sscanf(fixture_url(), "postgresql:///%63[^?]", database), 1);
	cutter_start(fixture_dir(), cluster_sockets());
	snprintf(url, sizeof(url), "postgresql:///%s?host=%s&user=postgres", database,
		 fixture_dir());
	db = open_url(url, 0);
	for (int i = 0; i < 5; i++) {
		char name[32];

		snprintf(name, sizeof(name), "entry %d", i);
		cutter_cut(cut_cases[_i].cut);
		ck_assert_msg(add(db, name) == DB_OK, "%s", cut_cases[_i].what);
		ck_assert_int_eq(count(db), i + 1);
		ck_assert_int_eq(cutter_cuts(), i + 1);
	}
	db_close(db);
	cutter_stop();
}
END_TEST

/* A server that goes away. */

#define WRITERS 4
#define WRITES 150

static atomic_int written;

struct writer {
	pthread_t thread;
	struct db *db;
	int number;
	enum db_status status;
};

static void *course_add(void *arg)
{
	struct writer *writer = arg;

	writer->status = add(writer->db, "course");
	return NULL;
}

static void *write_often(void *arg)
{
	struct writer *writer = arg;

	for (int i = 0; i < WRITES && writer->status == DB_OK; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%d-%d", writer->number, i);
		writer->status = db_write(writer->db, entry_add, name);
		written++;
	}
	return NULL;
}

START_TEST(restarts_lose_nothing_and_double_nothing)
{
	struct db *db = open_url(fixture_url(), 30000);
	struct writer writers[WRITERS];

	written = 0;
	for (int i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer){.db = db, .number = i, .status = DB_OK};
		pthread_create(&writers[i].thread, NULL, write_often, &writers[i]);
	}
	for (int round = 1; round <= 4; round++) {
		while (written < round * WRITERS * WRITES / 5)
			sched_yield();
		if (round % 2)
			cluster_crash();
		else
			cluster_restart();
	}
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(writers[i].thread, NULL);
		ck_assert_int_eq(writers[i].status, DB_OK);
	}
	ck_assert_int_eq(count(db), WRITERS * WRITES);
	db_close(db);
}
END_TEST

START_TEST(a_server_that_stays_away_is_told_and_one_that_comes_back_is_used)
{
	struct db *db = open_url(fixture_url(), 50);

	ck_assert_int_eq(add(db, "before"), DB_OK);
	cluster_halt();
	ck_assert_int_eq(add(db, "meanwhile"), DB_FAILED);
	ck_assert_ptr_null(db_reader(db));
	cluster_resume();
	ck_assert_int_eq(count(db), 1);
	ck_assert_int_eq(add(db, "after"), DB_OK);
	ck_assert_int_eq(count(db), 2);
	db_close(db);
}
END_TEST

START_TEST(a_reader_does_not_notice_a_restart)
{
	ck_assert_int_eq(add(fixture_db, "one"), DB_OK);
	ck_assert_int_eq(count(fixture_db), 1);
	cluster_restart();
	ck_assert_int_eq(count(fixture_db), 1);
}
END_TEST

/* Other nodes. */

struct mailbox {
	sem_t arrived;
	char last[64];
};

static void notice_keep(void *owner, const char *channel, const char *payload)
{
	struct mailbox *mailbox = owner;

	snprintf(mailbox->last, sizeof(mailbox->last), "%.20s:%.40s", channel, payload);
	sem_post(&mailbox->arrived);
}

static enum db_status notify(struct db_conn *tx, void *arg)
{
	return db_notify(tx, "policy", arg);
}

static enum db_status notify_too_much(struct db_conn *tx, void *arg)
{
	static char text[8001];

	(void)arg;
	memset(text, 'x', sizeof(text) - 1);
	return db_notify(tx, "policy", text);
}

START_TEST(other_nodes_are_told_also_after_a_restart)
{
	struct mailbox mailbox = {0};
	struct db *other = open_url(fixture_url(), 0);

	sem_init(&mailbox.arrived, 0, 0);
	db_listen(other, notice_keep, &mailbox);
	ck_assert_int_eq(db_write(fixture_db, notify_too_much, NULL), DB_FAILED);
	ck_assert_int_eq(db_write(fixture_db, notify, (char[]){"course one"}), DB_OK);
	sem_wait(&mailbox.arrived);
	ck_assert_str_eq(mailbox.last, "policy:course one");
	cluster_restart();
	sem_wait(&mailbox.arrived);
	ck_assert_str_eq(mailbox.last, DB_NOTICE_MISSED ":");
	ck_assert_int_eq(db_write(fixture_db, notify, (char[]){"course two"}), DB_OK);
	sem_wait(&mailbox.arrived);
	ck_assert_str_eq(mailbox.last, "policy:course two");
	db_close(other);
}
END_TEST

START_TEST(nodes_that_start_together_migrate_once)
{
	pid_t nodes[4];
	char url[512];

	cluster_database(url, sizeof(url));
	for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
		nodes[i] = fork();
		if (nodes[i] == 0) {
			struct db *db;
			char error[256];

			_exit(db_open(&db, &(struct db_options){.url = url}, error) !=
			      DB_OK);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
		int status = 1;

		waitpid(nodes[i], &status, 0);
		ck_assert_int_eq(status, 0);
	}
}
END_TEST

/* Two nodes find that something is missing, and both make it: a course's first two students. */
struct taking {
	struct db *other; /* that is quicker, once; NULL: nobody is */
	bool made; /* by us */
};

static enum db_status entry_take(struct db_conn *tx, void *arg)
{
	struct taking *taking = arg;
	int64_t found;
	enum db_status status = db_get_int(
		tx, &found, "SELECT 1 FROM entry WHERE name = $1", "t", "course");

	taking->made = status == DB_ABSENT;
	if (status != DB_ABSENT)
		return status;
	if (taking->other) {
		pthread_t thread;
		struct writer writer = {.db = taking->other};

		taking->other = NULL;
		pthread_create(&thread, NULL, course_add, &writer);
		pthread_join(thread, NULL);
		ck_assert_int_eq(writer.status, DB_OK);
	}
	return db_exec(tx, "INSERT INTO entry (name) VALUES ('course')", "");
}

START_TEST(what_another_node_made_meanwhile_is_found)
{
	struct db *other = open_url(fixture_url(), 0);
	struct taking taking = {.other = other};

	ck_assert_int_eq(db_write(fixture_db, entry_take, &taking), DB_OK);
	ck_assert(!taking.made);
	ck_assert_int_eq(count(fixture_db), 1);
	db_close(other);
}
END_TEST

START_TEST(what_was_there_before_is_a_conflict_all_the_same)
{
	ck_assert_int_eq(add(fixture_db, "course"), DB_OK);
	ck_assert_int_eq(add(fixture_db, "course"), DB_CONFLICT);
	ck_assert_int_eq(count(fixture_db), 1);
}
END_TEST

/* ---- somebody else is always quicker, and stands in no line ---- */

struct rival {
	struct db *db;
	sem_t begin, written;
	bool over;
	int tries; /* of who is slower */
};

static enum db_status hot_move(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "UPDATE entry SET name = name WHERE name = 'hot'", "");
}

static void *rival_main(void *arg)
{
	struct rival *rival = arg;

	for (sem_wait(&rival->begin); !rival->over; sem_wait(&rival->begin)) {
		ck_assert_int_eq(db_write(rival->db, hot_move, NULL), DB_OK);
		sem_post(&rival->written);
	}
	return NULL;
}

/* Looks, lets the rival be quicker if he can be, and writes. */
static enum db_status hot_move_slowly(struct db_conn *tx, void *arg)
{
	struct rival *rival = arg;
	struct timespec until;
	int64_t found;
	enum db_status status =
		db_get_int(tx, &found, "SELECT 1 FROM entry WHERE name = 'hot'", "");

	if (status != DB_OK)
		return status;
	rival->tries++;
	sem_post(&rival->begin);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 1;
	(void)sem_timedwait(&rival->written, &until);
	return hot_move(tx, NULL);
}

START_TEST(who_is_slow_is_let_through_in_the_end)
{
	struct rival rival = {.db = open_url(fixture_url(), 0)};
	pthread_t thread;

	ck_assert_int_eq(add(fixture_db, "hot"), DB_OK);
	sem_init(&rival.begin, 0, 0);
	sem_init(&rival.written, 0, 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, rival_main, &rival), 0);
	ck_assert_int_eq(db_write(fixture_db, hot_move_slowly, &rival), DB_OK);
	ck_assert_int_ge(rival.tries, 3); /* lost before */
	ck_assert_int_le(rival.tries, 25);
	rival.over = true;
	sem_post(&rival.begin);
	pthread_join(thread, NULL);
	db_close(rival.db);
}
END_TEST

START_TEST(copies_are_left_to_the_databases_own_tool)
{
	char error[256];

	ck_assert_int_eq(db_backup(fixture_db, "/nowhere", error), DB_REFUSED);
	ck_assert_ptr_nonnull(strstr(error, "pg_dump"));
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("postgres");
	TCase *tests = tcase_create("server");

	tcase_add_checked_fixture(tests, setup, fixture_teardown);
	tcase_add_loop_test(tests, a_lost_commit_happens_exactly_once, 0,
			    ARRAY_LEN(cut_cases));
	tcase_add_test(tests, restarts_lose_nothing_and_double_nothing);
	tcase_add_test(tests,
		       a_server_that_stays_away_is_told_and_one_that_comes_back_is_used);
	tcase_add_test(tests, a_reader_does_not_notice_a_restart);
	tcase_add_test(tests, other_nodes_are_told_also_after_a_restart);
	tcase_add_test(tests, nodes_that_start_together_migrate_once);
	tcase_add_test(tests, what_another_node_made_meanwhile_is_found);
	tcase_add_test(tests, what_was_there_before_is_a_conflict_all_the_same);
	tcase_add_test(tests, who_is_slow_is_let_through_in_the_end);
	tcase_add_test(tests, copies_are_left_to_the_databases_own_tool);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	setenv("CK_FORK", "no",
	       1); /* the server is a child of the process that restarts it */
	return fixture_run(suite(), argc, argv);
}
