/* Sqlite: what only a file has. A full disk, a copy while serving, a second process. */
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "bridge/store/fixture.h"
#include "bridge/store/heap.h"

static void setup(void)
{
	fixture_setup();
	heap_make();
}

static int64_t pages(void)
{
	int64_t found = -1;

	ck_assert_int_eq(
		db_get_int(db_reader(fixture_db), &found, "PRAGMA page_count", ""),
		DB_OK);
	return found;
}

static enum db_status small_add(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "INSERT INTO heap (place, text) VALUES (-1, 'small')", "");
}

static enum db_status pages_forbid(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "PRAGMA max_page_count = 1",
		       ""); /* becomes: as many as there are */
}

static enum db_status pages_allow(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "PRAGMA max_page_count = 100000", "");
}

static enum db_status heap_delete(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "DELETE FROM heap WHERE place BETWEEN 0 AND 4", "");
}

START_TEST(a_full_store_refuses_writes_whole_and_recovers_by_itself)
{
	ck_assert_int_eq(db_write(fixture_db, heap_add, &(int64_t){0}), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, pages_forbid, NULL), DB_OK);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(db_write(fixture_db, heap_add, &(int64_t){1}), DB_FULL);
		ck_assert_int_eq(heap_rows(), 5);
	}
	ck_assert_int_eq(db_write(fixture_db, small_add, NULL),
			 DB_OK); /* still has room */
	ck_assert_int_eq(db_write(fixture_db, heap_delete, NULL), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, heap_add, &(int64_t){1}), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, pages_allow, NULL), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, heap_add, &(int64_t){2}), DB_OK);
	ck_assert_int_eq(heap_rows(), 11);
}
END_TEST

static void file_sizes_limit(rlim_t bytes)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The write to the log fails in the commit itself, as on a disk that is full. */
START_TEST(a_full_disk_refuses_writes_whole_and_recovers_by_itself)
{
	struct rlimit before;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	fixture_reopen(); /* an empty log */
	file_sizes_limit(64 * KIB);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(db_write(fixture_db, heap_add, &(int64_t){1}), DB_FULL);
		ck_assert_int_eq(heap_rows(), 0);
	}
	file_sizes_limit(before.rlim_cur);
	ck_assert_int_eq(db_write(fixture_db, heap_add, &(int64_t){1}), DB_OK);
	ck_assert_int_eq(heap_rows(), 5);
	fixture_reopen();
	ck_assert_int_eq(heap_rows(), 5);
}
END_TEST

START_TEST(the_files_are_nobody_elses_to_read)
{
	char path[512];
	struct stat info;
	static const char *const suffixes[] = {"", "-wal", "-shm"};

	ck_assert_int_eq(db_write(fixture_db, small_add, NULL), DB_OK);
	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		snprintf(path, sizeof(path), "%s/store.db%s", fixture_dir(), suffixes[i]);
		ck_assert_int_eq(stat(path, &info), 0);
		ck_assert_int_eq(info.st_mode & 0777, 0600);
	}
}
END_TEST

/* More than the log may hold when its writer is never seen idle: 8,000 pages and a group. */
START_TEST(the_log_does_not_grow_for_ever)
{
	char path[512];
	struct stat info;

	for (int64_t place = 0; place < 600; place++)
		ck_assert_int_eq(db_write(fixture_db, heap_add, &place), DB_OK);
	snprintf(path, sizeof(path), "%s/store.db-wal", fixture_dir());
	ck_assert_int_eq(stat(path, &info), 0);
	ck_assert_int_gt(pages() * 4096, 45000000);
	ck_assert_int_lt(info.st_size, 36000000);
}
END_TEST

/* Backup. */

static int64_t rows_in(const char *path, const char *expect_check)
{
	sqlite3 *copy;
	sqlite3_stmt *stmt;
	int64_t rows;

	ck_assert_int_eq(sqlite3_open_v2(path, &copy, SQLITE_OPEN_READONLY, NULL),
			 SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_prepare_v2(copy, "PRAGMA integrity_check", -1, &stmt, NULL), 0);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	ck_assert_str_eq((const char *)sqlite3_column_text(stmt, 0), expect_check);
	sqlite3_finalize(stmt);
	ck_assert_int_eq(
		sqlite3_prepare_v2(copy, "SELECT COUNT(*) FROM heap", -1, &stmt, NULL),
		0);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	rows = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(copy);
	return rows;
}

static void *write_meanwhile(void *arg)
{
	enum db_status *status = arg;

	for (int64_t place = 10; place < 110 && *status == DB_OK; place++)
		*status = db_write(fixture_db, heap_add, &place);
	return NULL;
}

START_TEST(a_copy_made_while_writing_is_whole)
{
	enum db_status status = DB_OK;
	char path[512], error[256];
	struct stat info;
	pthread_t writer;
	int64_t rows;

	snprintf(path, sizeof(path), "%s/copy.db", fixture_dir());
	ck_assert_int_eq(db_write(fixture_db, heap_add, &(int64_t){0}), DB_OK);
	pthread_create(&writer, NULL, write_meanwhile, &status);
	for (int i = 0; i < 3; i++) { /* a later one takes the place of the earlier */
		ck_assert_int_eq(db_backup(fixture_db, path, error), DB_OK);
		rows = rows_in(path, "ok");
		ck_assert_int_ge(rows, 5);
		ck_assert_int_eq(rows % 5, 0); /* whole transactions only */
	}
	pthread_join(writer, NULL);
	ck_assert_int_eq(status, DB_OK);
	ck_assert_int_eq(stat(path, &info), 0);
	ck_assert_int_eq(info.st_mode & 0777, 0600);
}
END_TEST

START_TEST(a_copy_that_cannot_be_written_is_told_in_a_sentence)
{
	char path[512], error[256];

	snprintf(path, sizeof(path), "%s/no/such/place.db", fixture_dir());
	ck_assert_int_eq(db_backup(fixture_db, path, error), DB_FAILED);
	ck_assert_ptr_nonnull(strstr(error, "place.db"));
	ck_assert_ptr_nonnull(strstr(error, "No such file"));
}
END_TEST

/* A second process: the command line beside the service. */

static void hold_the_lock(const char *path, int locked)
{
	sqlite3 *other;

	if (sqlite3_open(path, &other) != SQLITE_OK ||
	    sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK ||
	    write(locked, "!", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

static enum db_status place_add(struct db_conn *tx, void *arg)
{
	return db_exec(tx, "INSERT INTO heap (place, text) VALUES ($1, 'one')", "i",
		       *(const int64_t *)arg);
}

struct writing {
	pthread_t by; /* whose thread ran it */
	pthread_t other; /* one that writes meanwhile */
	int64_t place;
	enum db_status status;
};

static void *write_beside(void *arg)
{
	struct writing *writing = arg;

	writing->place++;
	writing->status = db_write(fixture_db, place_add, &writing->place);
	return NULL;
}

static enum db_status write_and_start_another(struct db_conn *tx, void *arg)
{
	struct writing *writing = arg;
	int64_t place = writing->place;

	writing->by = pthread_self();
	if (pthread_create(&writing->other, NULL, write_beside, writing) != 0)
		return DB_FAILED;
	return place_add(tx, &place);
}

START_TEST(a_lone_write_is_its_callers_and_who_comes_meanwhile_is_served)
{
	struct writing writing = {.place = 7, .status = DB_FAILED};

	ck_assert_int_eq(db_write(fixture_db, write_and_start_another, &writing), DB_OK);
	ck_assert(pthread_equal(writing.by, pthread_self()));
	pthread_join(writing.other, NULL);
	ck_assert_int_eq(writing.status, DB_OK);
	ck_assert_int_eq(heap_rows(), 2);
}
END_TEST

/* Four that share a transaction: the first keeps it open until the others wait. */
struct shared {
	int64_t place;
	enum db_status status; /* to be answered, then what was told */
	int runs;
};

static sem_t opened, gathered, told;

static enum db_status shared_write(struct db_conn *tx, void *arg)
{
	struct shared *shared = arg;
	enum db_status status = place_add(tx, &shared->place);

	shared->runs++;
	if (shared->place == 1 && shared->runs == 1) {
		sem_post(&opened);
		sem_wait(&gathered);
	}
	return status == DB_OK ? shared->status : status;
}

static enum db_status shared_refuse(struct db_conn *tx, void *arg)
{
	struct shared *shared = arg;

	(void)tx;
	shared->runs++;
	return DB_REFUSED;
}

static void shared_told(void *owner, enum db_status status)
{
	struct shared *shared = owner;

	shared->status = status;
	sem_post(&told);
}

static void *shared_open(void *arg)
{
	struct shared *shared = arg;

	shared->status = db_write(fixture_db, shared_write, shared);
	return NULL;
}

/* In one group; beside says what the third writes before it fails, or that it writes nothing. */
static void share(struct shared all[4], db_write_fn *beside)
{
	pthread_t thread;

	sem_init(&opened, 0, 0);
	sem_init(&gathered, 0, 0);
	sem_init(&told, 0, 0);
	for (int i = 0; i < 4; i++)
		all[i] = (struct shared){i + 1, i == 2 ? DB_REFUSED : DB_OK, 0};
	pthread_create(&thread, NULL, shared_open, &all[0]);
	sem_wait(&opened);
	for (int i = 1; i < 4; i++)
		db_write_later(fixture_db, i == 2 ? beside : shared_write, &all[i],
			       shared_told, &all[i]);
	sem_post(&gathered);
	for (int i = 1; i < 4; i++)
		sem_wait(&told);
	pthread_join(thread, NULL);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(all[i].status, i == 2 ? DB_REFUSED : DB_OK);
	ck_assert_int_eq(heap_rows(), 3);
}

START_TEST(who_fails_after_writing_takes_nobody_along)
{
	struct shared all[4];

	share(all, shared_write);
	ck_assert_int_eq(all[0].runs, 2); /* undone with the third, and done again */
	ck_assert_int_eq(all[1].runs, 2);
	ck_assert_int_eq(all[3].runs, 1);
}
END_TEST

START_TEST(who_fails_before_writing_disturbs_nobody)
{
	struct shared all[4];

	share(all, shared_refuse);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(all[i].runs, 1);
}
END_TEST

static enum db_status write_and_fail(struct db_conn *tx, void *arg)
{
	enum db_status status = place_add(tx, arg);

	return status == DB_OK ? DB_REFUSED : status;
}

START_TEST(who_fails_alone_leaves_a_connection_that_writes_on)
{
	int64_t place = 3, beside = 4;

	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(db_write(fixture_db, write_and_fail, &place),
				 DB_REFUSED);
		ck_assert_int_eq(heap_rows(), i);
		ck_assert_int_eq(db_write(fixture_db, place_add, &beside), DB_OK);
		beside++;
	}
}
END_TEST

START_TEST(another_processes_lock_is_waited_for_only_so_long)
{
	char path[512], error[256], byte;
	int ends[2];
	pid_t child;

	db_close(fixture_db); /* no threads across the fork */
	snprintf(path, sizeof(path), "%s/store.db", fixture_dir());
	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	if (child == 0)
		hold_the_lock(path, ends[1]);
	ck_assert_int_eq(read(ends[0], &byte, 1), 1);
	ck_assert_int_eq(
		db_open(&fixture_db,
			&(struct db_options){.url = fixture_url(), .busy_ms = 20}, error),
		DB_FAILED);
	ck_assert_msg(strlen(error) > 10, "\"%s\"", error);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	ck_assert_int_eq(
		db_open(&fixture_db, &(struct db_options){.url = fixture_url()}, error),
		DB_OK);
	ck_assert_int_eq(db_write(fixture_db, small_add, NULL), DB_OK);
}
END_TEST

START_TEST(a_file_that_is_no_store_is_refused)
{
	char path[400], url[512], error[256];
	struct db *db;
	int fd;

	snprintf(path, sizeof(path), "%s/letter.txt", fixture_dir());
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_gt(
		dprintf(fd, "%s",
			"Dear Sir or Madam, this is a letter, not a database. It "
			"is long enough to have a header that SQLite can look at."),
		100);
	close(fd);
	snprintf(url, sizeof(url), "sqlite:%s", path);
	ck_assert_int_eq(db_open(&db, &(struct db_options){.url = url}, error),
			 DB_FAILED);
	ck_assert_ptr_nonnull(strstr(error, "not a database"));
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("sqlite");
	TCase *tests = tcase_create("file");

	tcase_add_checked_fixture(tests, setup, fixture_teardown);
	tcase_add_test(tests, a_full_store_refuses_writes_whole_and_recovers_by_itself);
	tcase_add_test(tests, a_full_disk_refuses_writes_whole_and_recovers_by_itself);
	tcase_add_test(tests, the_files_are_nobody_elses_to_read);
	tcase_add_test(tests, the_log_does_not_grow_for_ever);
	tcase_add_test(tests, a_copy_made_while_writing_is_whole);
	tcase_add_test(tests, a_copy_that_cannot_be_written_is_told_in_a_sentence);
	tcase_add_test(tests,
		       a_lone_write_is_its_callers_and_who_comes_meanwhile_is_served);
	tcase_add_test(tests, who_fails_after_writing_takes_nobody_along);
	tcase_add_test(tests, who_fails_before_writing_disturbs_nobody);
	tcase_add_test(tests, who_fails_alone_leaves_a_connection_that_writes_on);
	tcase_add_test(tests, another_processes_lock_is_waited_for_only_so_long);
	tcase_add_test(tests, a_file_that_is_no_store_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
