/* When what was written is durable, and who waits for that. */
#include <pthread.h>
#include <unistd.h>

#include "base/text.h"
#include "bridge/store/disk.h"
#include "bridge/store/fixture.h"
#include "bridge/store/heap.h"

static enum db_status row_add(struct db_conn *tx, void *arg)
{
	return db_exec(tx, "INSERT INTO heap (place) VALUES ($1)", "i", *(int64_t *)arg);
}

static enum db_status nothing_add(struct db_conn *tx, void *arg)
{
	(void)tx;
	(void)arg;
	return DB_OK;
}

static enum db_status add(int64_t place)
{
	return db_write(fixture_db, row_add, &place);
}

static enum db_status add_early(int64_t place)
{
	return db_write_early(fixture_db, row_add, &place);
}

static void syncs_forget(void)
{
	while (sem_trywait(&disk.synced) == 0)
		;
}

static void setup(void)
{
	disk_begin();
	fixture_setup();
	heap_make();
	syncs_forget();
}

static void teardown(void)
{
	fixture_teardown();
	disk_end();
}

START_TEST(what_was_written_is_durable)
{
	for (int64_t i = 0; i < 20; i++) {
		ck_assert_int_eq(add(i), DB_OK);
		ck_assert(!disk.unsynced);
	}
	ck_assert_int_eq(heap_rows(), 20);
}
END_TEST

START_TEST(nothing_is_synced_for_nothing)
{
	ck_assert_int_eq(db_write(fixture_db, nothing_add, NULL), DB_OK);
	ck_assert_int_eq(sem_trywait(&disk.synced), -1);
}
END_TEST

START_TEST(who_is_told_early_does_not_wait_for_the_sync)
{
	disk.holds_sync = true;
	ck_assert_int_eq(add_early(1), DB_OK);
	sem_wait(&disk.reached); /* somebody syncs, and not this thread */
	ck_assert(disk.unsynced);
	ck_assert_int_eq(heap_rows(), 1);
	sem_post(&disk.go_on);
	sem_wait(&disk.synced);
	ck_assert(!disk.unsynced);
}
END_TEST

static void tell(void *told, enum db_status status)
{
	ck_assert_int_eq(status, DB_OK);
	sem_post(told);
}

START_TEST(who_does_not_wait_is_told_before_the_sync)
{
	int64_t place = 1;
	sem_t told;

	sem_init(&told, 0, 0);
	disk.holds_sync = true;
	db_write_later(fixture_db, row_add, &place, tell, &told);
	sem_wait(&told);
	sem_wait(&disk.reached);
	ck_assert(disk.unsynced);
	ck_assert_int_eq(heap_rows(), 1);
	sem_post(&disk.go_on);
	sem_wait(&disk.synced);
	ck_assert(!disk.unsynced);
	sem_destroy(&told);
}
END_TEST

START_TEST(who_does_not_wait_is_told_while_others_are_synced)
{
	int64_t places[] = {1, 2};
	sem_t told;

	sem_init(&told, 0, 0);
	disk.holds_sync = true;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		db_write_later(fixture_db, row_add, &places[i], tell, &told);
		sem_wait(&told);
		if (i == 0)
			sem_wait(&disk.reached);
	}
	ck_assert(disk.unsynced);
	sem_post(&disk.go_on);
	sem_destroy(&told);
}
END_TEST

/* Order stays: what is gathered for a while goes with the first who does not want to wait. */
START_TEST(who_waits_takes_along_what_is_gathered)
{
	int64_t places[] = {1, 2, 3};
	sem_t told;

	sem_init(&told, 0, 0);
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		db_write_later(fixture_db, row_add, &places[i], tell, &told);
	ck_assert_int_eq(add(4), DB_OK);
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		ck_assert_int_eq(sem_trywait(&told), 0);
	ck_assert(!disk.unsynced);
	ck_assert_int_eq(heap_rows(), 4);
	sem_destroy(&told);
}
END_TEST

/* More than are gathered, and as many as a group has at most and some. */
START_TEST(a_crowd_that_does_not_wait_is_written)
{
	static int64_t places[300];
	sem_t told;

	sem_init(&told, 0, 0);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		places[i] = (int64_t)i;
		db_write_later(fixture_db, row_add, &places[i], tell, &told);
	}
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		sem_wait(&told);
	ck_assert_int_eq(heap_rows(), ARRAY_LEN(places));
	sem_destroy(&told);
}
END_TEST

START_TEST(a_store_that_is_closed_is_durable)
{
	ck_assert_int_eq(add_early(1), DB_OK);
	fixture_reopen();
	ck_assert(!disk.unsynced);
	ck_assert_int_eq(heap_rows(), 1);
}
END_TEST

static int64_t others[] = {11, 12, 13};

static void *other_adds(void *place)
{
	ck_assert_int_eq(add(*(int64_t *)place), DB_OK);
	return NULL;
}

/* They share a commit, or not: who wants to be sure waits, whoever was told before. */
START_TEST(who_waits_for_the_sync_is_told_after_it)
{
	pthread_t thread;

	disk.holds_sync = true;
	ck_assert_int_eq(add_early(1), DB_OK);
	sem_wait(&disk.reached);
	ck_assert_int_eq(pthread_create(&thread, NULL, other_adds, others), 0);
	sem_post(&disk.go_on);
	pthread_join(thread, NULL);
	ck_assert(!disk.unsynced);
	ck_assert_int_eq(heap_rows(), 2);
}
END_TEST

START_TEST(others_write_while_somebody_syncs_for_the_early)
{
	disk.holds_sync = true;
	ck_assert_int_eq(add_early(1), DB_OK);
	sem_wait(&disk.reached);
	ck_assert_int_eq(add_early(2), DB_OK);
	ck_assert(disk.unsynced);
	ck_assert_int_eq(heap_rows(), 2);
	sem_post(&disk.go_on);
}
END_TEST

/* A question does not wait for the disk because another's answer has to be safe on it. */
START_TEST(others_write_while_somebody_waits_for_the_disk)
{
	pthread_t thread;

	disk.holds_sync = true;
	ck_assert_int_eq(pthread_create(&thread, NULL, other_adds, others), 0);
	sem_wait(&disk.reached);
	ck_assert_int_eq(add_early(3), DB_OK);
	ck_assert(disk.unsynced);
	ck_assert_int_eq(heap_rows(), 2);
	sem_post(&disk.go_on);
	pthread_join(thread, NULL);
}
END_TEST

/* Their commits may have come after the sync began that is under way: they need another. */
START_TEST(who_comes_during_a_sync_waits_for_the_next)
{
	pthread_t threads[3];

	disk.holds_sync = true;
	ck_assert_int_eq(add_early(1), DB_OK);
	sem_wait(&disk.reached);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		ck_assert_int_eq(
			pthread_create(&threads[i], NULL, other_adds, &others[i]), 0);
	while (heap_rows() < 4)
		usleep(1000);
	sem_post(&disk.go_on);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	ck_assert(!disk.unsynced);
}
END_TEST

/* It may have read what an early one wrote. */
START_TEST(who_waits_and_writes_nothing_waits_for_those_before)
{
	ck_assert_int_eq(add_early(1), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, nothing_add, NULL), DB_OK);
	ck_assert(!disk.unsynced);
}
END_TEST

#define THREADS 4
#define EACH 100

static void *add_some(void *arg)
{
	int64_t from = *(int64_t *)arg;

	for (int64_t i = from; i < from + EACH; i++)
		ck_assert_int_eq(i % 5 ? add_early(i) : add(i), DB_OK);
	return NULL;
}

START_TEST(early_ones_on_many_threads_lose_nothing)
{
	pthread_t threads[THREADS];
	int64_t from[THREADS];

	for (int i = 0; i < THREADS; i++) {
		from[i] = i * EACH;
		ck_assert_int_eq(pthread_create(&threads[i], NULL, add_some, &from[i]),
				 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	fixture_reopen();
	ck_assert_int_eq(heap_rows(), THREADS * EACH);
	ck_assert_int_eq(add_early(0), DB_CONFLICT);
}
END_TEST

START_TEST(a_sync_that_fails_is_told)
{
	disk.fails_syncs = true;
	ck_assert_int_eq(add(1), DB_FAILED);
	disk.fails_syncs = false;
	ck_assert_int_eq(add(2), DB_OK);
	ck_assert(!disk.unsynced);
}
END_TEST

/* What it lost lies before theirs in the log. The kernel would not tell of it again. */
START_TEST(a_sync_that_fails_for_nobody_is_told_to_the_next_who_waits)
{
	disk.fails_syncs = true;
	ck_assert_int_eq(add_early(1), DB_OK);
	sem_wait(&disk.failed);
	disk.fails_syncs = false;
	ck_assert_int_eq(add_early(2), DB_OK);
	ck_assert_int_eq(add(3), DB_FAILED);
	ck_assert_int_eq(add(4), DB_OK);
	ck_assert_int_eq(heap_rows(), 4);
}
END_TEST

static void *other_adds_in_vain(void *place)
{
	ck_assert_int_eq(add(*(int64_t *)place), DB_FAILED);
	return NULL;
}

START_TEST(a_sync_that_fails_is_told_to_those_who_came_meanwhile)
{
	pthread_t threads[2];

	disk.holds_sync = disk.fails_syncs = true;
	ck_assert_int_eq(
		pthread_create(&threads[0], NULL, other_adds_in_vain, &others[0]), 0);
	sem_wait(&disk.reached);
	ck_assert_int_eq(
		pthread_create(&threads[1], NULL, other_adds_in_vain, &others[1]), 0);
	while (heap_rows() < 2)
		usleep(1000);
	sem_post(&disk.go_on);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	disk.fails_syncs = false;
	/* For the second of them somebody may have tried once more before. */
	ck_assert(add(3) == DB_OK || add(4) == DB_OK);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("sqlite sync");
	TCase *tests = tcase_create("sync");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, what_was_written_is_durable);
	tcase_add_test(tests, nothing_is_synced_for_nothing);
	tcase_add_test(tests, who_is_told_early_does_not_wait_for_the_sync);
	tcase_add_test(tests, who_does_not_wait_is_told_before_the_sync);
	tcase_add_test(tests, who_does_not_wait_is_told_while_others_are_synced);
	tcase_add_test(tests, who_waits_takes_along_what_is_gathered);
	tcase_add_test(tests, a_crowd_that_does_not_wait_is_written);
	tcase_add_test(tests, a_store_that_is_closed_is_durable);
	tcase_add_test(tests, who_waits_for_the_sync_is_told_after_it);
	tcase_add_test(tests, others_write_while_somebody_syncs_for_the_early);
	tcase_add_test(tests, others_write_while_somebody_waits_for_the_disk);
	tcase_add_test(tests, who_comes_during_a_sync_waits_for_the_next);
	tcase_add_test(tests, who_waits_and_writes_nothing_waits_for_those_before);
	tcase_add_test(tests, early_ones_on_many_threads_lose_nothing);
	tcase_add_test(tests, a_sync_that_fails_is_told);
	tcase_add_test(tests, a_sync_that_fails_for_nobody_is_told_to_the_next_who_waits);
	tcase_add_test(tests, a_sync_that_fails_is_told_to_those_who_came_meanwhile);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
