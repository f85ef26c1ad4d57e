/* The write-ahead log: it is copied back while others write, and does not grow for ever. */
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/text.h"
#include "bridge/store/disk.h"
#include "bridge/store/fixture.h"
#include "bridge/store/heap.h"

#define ROUND_PAGES 25 /* that a round writes, at least */

static void rounds_write(int64_t from, int64_t to)
{
	for (int64_t place = from; place < to; place++)
		ck_assert_int_eq(db_write(fixture_db, heap_add, &place), DB_OK);
}

static int64_t log_bytes(void)
{
	char path[512];
	struct stat info;

	snprintf(path, sizeof(path), "%s/store.db-wal", fixture_dir());
	ck_assert_int_eq(stat(path, &info), 0);
	return info.st_size;
}

static void setup(void)
{
	disk_begin();
	fixture_setup();
	heap_make();
}

static void teardown(void)
{
	fixture_teardown();
	disk_end();
}

START_TEST(nobody_waits_while_the_log_is_copied)
{
	disk.holds_write = true;
	rounds_write(0, 1000 / ROUND_PAGES + 1);
	sem_wait(&disk.reached);
	rounds_write(100, 140);
	ck_assert_int_eq(heap_rows(), (1000 / ROUND_PAGES + 41) * 5);
	sem_post(&disk.go_on);
	fixture_reopen();
	ck_assert_int_eq(heap_rows(), (1000 / ROUND_PAGES + 41) * 5);
}
END_TEST

/* A copy takes as long as it takes; what is written meanwhile is copied by the next. */
START_TEST(the_log_starts_anew_after_writes_that_came_while_it_was_copied)
{
	disk.holds_write = true;
	rounds_write(0, 200);
	sem_wait(&disk.reached);
	sem_post(&disk.go_on);
	rounds_write(200, 800);
	ck_assert_int_lt(log_bytes(), 40 * (int64_t)MIB);
	ck_assert_int_eq(heap_rows(), 800 * 5);
}
END_TEST

static int number_keep(void *arg, int columns, char **values, char **names)
{
	(void)columns;
	(void)names;
	return text_int(arg, values[0]) ? SQLITE_OK : SQLITE_ERROR;
}

/* @return the last number that it yields */
static int64_t number_by(sqlite3 *conn, const char *sql)
{
	int64_t number = -1;

	ck_assert_int_eq(sqlite3_exec(conn, sql, number_keep, &number, NULL), SQLITE_OK);
	return number;
}

START_TEST(a_reader_holds_the_log_back_only_as_long_as_it_reads)
{
	char path[512];
	sqlite3 *reader;
	int64_t held;

	snprintf(path, sizeof(path), "%s/store.db", fixture_dir());
	ck_assert_int_eq(sqlite3_open(path, &reader), SQLITE_OK);
	ck_assert_int_eq(number_by(reader, "BEGIN; SELECT COUNT(*) FROM heap"), 0);
	rounds_write(0, 500); /* more than the log has to be copied at */
	ck_assert_int_eq(number_by(reader, "SELECT COUNT(*) FROM heap"), 0);
	held = log_bytes();
	ck_assert_int_gt(held, 500 * ROUND_PAGES * (int64_t)4096);
	ck_assert_int_eq(number_by(reader, "COMMIT; SELECT COUNT(*) FROM heap"), 2500);
	sqlite3_close(reader);
	rounds_write(500, 1200);
	ck_assert_int_lt(log_bytes(), held + 40 * (int64_t)MIB);
	ck_assert_int_eq(heap_rows(), 1200 * 5);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("sqlite log");
	TCase *tests = tcase_create("log");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, nobody_waits_while_the_log_is_copied);
	tcase_add_test(tests,
		       the_log_starts_anew_after_writes_that_came_while_it_was_copied);
	tcase_add_test(tests, a_reader_holds_the_log_back_only_as_long_as_it_reads);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
