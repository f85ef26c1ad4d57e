/* Writing: transactions of many callers at once, and what is left when one of them fails.
 */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "bridge/store/fixture.h"

static size_t notice_count;

static enum db_status tables_make(struct db_conn *tx, void *arg)
{
	enum db_status status = db_exec(
		tx, "CREATE TABLE entry (place BIGINT PRIMARY KEY, text TEXT)", "");

	(void)arg;
	if (status != DB_OK)
		return status;
	return db_exec(
		tx,
		"CREATE TABLE twin (place BIGINT PRIMARY KEY REFERENCES entry (place) "
		"DEFERRABLE INITIALLY DEFERRED)",
		"");
}

static void setup(void)
{
	notice_count = 0;
	fixture_setup();
	ck_assert_int_eq(db_write(fixture_db, tables_make, NULL), DB_OK);
}

static int64_t count(const char *which)
{
	struct db_conn *conn = db_reader(fixture_db);
	int64_t found = -1;
	enum db_status status =
		strcmp(which, "twin") == 0
			? db_get_int(conn, &found, "SELECT COUNT(*) FROM twin", "")
			: db_get_int(conn, &found, "SELECT COUNT(*) FROM entry", "");

	ck_assert_int_eq(status, DB_OK);
	return found;
}

static enum db_status entry_add(struct db_conn *tx, void *arg)
{
	const int64_t *place = arg;

	return db_exec(tx, "INSERT INTO entry (place, text) VALUES ($1, 'x')", "i",
		       *place);
}

/* A row in one table and then its twin; both or none. */
static enum db_status pair_add(struct db_conn *tx, void *arg)
{
	const int64_t *place = arg;
	enum db_status status = entry_add(tx, arg);

	if (status != DB_OK)
		return status;
	return db_exec(tx, "INSERT INTO twin (place) VALUES ($1)", "i", *place);
}

static enum db_status entry_add_and_refuse(struct db_conn *tx, void *arg)
{
	enum db_status status = entry_add(tx, arg);

	return status == DB_OK ? DB_REFUSED : status;
}

static enum db_status twin_of_nobody(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "INSERT INTO twin (place) VALUES (999)", "");
}

/* Callers that certainly share one transaction: the first holds it until all have asked.
 */

struct caller {
	pthread_t thread;
	db_write_fn *fn;
	int64_t place;
	enum db_status status;
};

static sem_t group_may_go, holder_runs;

static enum db_status hold(struct db_conn *tx, void *arg)
{
	(void)tx;
	(void)arg;
	sem_post(&holder_runs);
	sem_wait(&group_may_go);
	sem_post(&group_may_go); /* open for good: it may run again */
	return DB_OK;
}

static void *caller_run(void *arg)
{
	struct caller *caller = arg;

	caller->status = db_write(fixture_db, caller->fn, &caller->place);
	return NULL;
}

static void group_run(struct caller *callers, size_t count)
{
	struct caller holder = {.fn = hold};

	sem_init(&group_may_go, 0, 0);
	sem_init(&holder_runs, 0, 0);
	pthread_create(&holder.thread, NULL, caller_run, &holder);
	sem_wait(&holder_runs);
	for (size_t i = 0; i < count; i++)
		pthread_create(&callers[i].thread, NULL, caller_run, &callers[i]);
	sem_post(&group_may_go);
	for (size_t i = 0; i < count; i++)
		pthread_join(callers[i].thread, NULL);
	pthread_join(holder.thread, NULL);
}

START_TEST(each_of_many_callers_gets_its_own_outcome)
{
	struct caller callers[12] = {0};

	for (size_t i = 0; i < ARRAY_LEN(callers); i++) {
		callers[i].fn = i % 3 == 0 ? entry_add_and_refuse : pair_add;
		callers[i].place = (int64_t)i;
	}
	group_run(callers, ARRAY_LEN(callers));
	for (size_t i = 0; i < ARRAY_LEN(callers); i++)
		ck_assert_int_eq(callers[i].status, i % 3 == 0 ? DB_REFUSED : DB_OK);
	ck_assert_int_eq(count("entry"), 8);
	ck_assert_int_eq(count("twin"), 8);
}
END_TEST

/* The deferred foreign key is looked at when the transaction commits, not before. */
START_TEST(a_commit_that_fails_is_told_to_every_caller_of_the_group)
{
	struct caller callers[3] = {
		{.fn = entry_add, .place = 1},
		{.fn = twin_of_nobody},
		{.fn = entry_add_and_refuse, .place = 2},
	};

	if (fixture_on_postgres())
		return; /* there each caller has a transaction of its own */
	group_run(callers, ARRAY_LEN(callers));
	ck_assert_int_eq(callers[1].status, DB_CONFLICT);
	ck_assert_int_eq(callers[2].status, DB_REFUSED);
	/* The first thread may have been late and alone; then it is written, else it is
	 * told. */
	ck_assert_int_eq(count("entry"), callers[0].status == DB_OK);
	ck_assert_int_eq(count("twin"), 0);
}
END_TEST

START_TEST(a_commit_that_fails_is_told_to_a_caller_alone)
{
	ck_assert_int_eq(db_write(fixture_db, twin_of_nobody, NULL), DB_CONFLICT);
	ck_assert_int_eq(db_write(fixture_db, pair_add, &(int64_t){1}), DB_OK);
}
END_TEST

struct told {
	sem_t told;
	int times;
	enum db_status status;
};

static void tell(void *owner, enum db_status status)
{
	struct told *told = owner;

	told->times++;
	told->status = status;
	sem_post(&told->told);
}

START_TEST(who_does_not_wait_is_told_once_and_when_it_is_written)
{
	db_write_fn *const fns[] = {pair_add, entry_add_and_refuse, twin_of_nobody};
	const enum db_status outcomes[] = {DB_OK, DB_REFUSED, DB_CONFLICT};
	int64_t places[] = {1, 2, 3};

	for (size_t i = 0; i < ARRAY_LEN(fns); i++) {
		struct told told = {0};

		sem_init(&told.told, 0, 0);
		db_write_later(fixture_db, fns[i], &places[i], tell, &told);
		sem_wait(&told.told);
		ck_assert_int_eq(told.status, outcomes[i]);
		ck_assert_int_eq(count("entry"), 1); /* another connection sees it */
		ck_assert_int_eq(db_write(fixture_db, pair_add, &(int64_t){1}),
				 DB_CONFLICT); /* all before it have ended */
		ck_assert_int_eq(told.times, 1);
		sem_destroy(&told.told);
	}
	ck_assert_int_eq(count("twin"), 1);
}
END_TEST

static enum db_status append(struct db_conn *tx, void *arg)
{
	int64_t last = 0;
	enum db_status status =
		db_get_int(tx, &last, "SELECT COALESCE(MAX(place), 0) FROM entry", "");

	(void)arg;
	if (status != DB_OK)
		return status;
	last++;
	return pair_add(tx, &last);
}

static void *append_often(void *arg)
{
	enum db_status *status = arg;

	for (int i = 0; i < 25 && *status == DB_OK; i++)
		*status = db_write(fixture_db, append, NULL);
	return NULL;
}

/* Reads, then writes what follows from it: right only if transactions run one after
 * another. */
START_TEST(transactions_run_as_if_one_after_another)
{
	enum db_status statuses[8] = {DB_OK};
	pthread_t threads[8];
	int64_t highest = 0;

	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_create(&threads[i], NULL, append_often, &statuses[i]);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(statuses[i], DB_OK);
	}
	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &highest,
				    "SELECT MAX(place) FROM entry", ""),
			 DB_OK);
	ck_assert_int_eq(highest, 200);
	ck_assert_int_eq(count("twin"), 200);
}
END_TEST

static sem_t slow_runs;

static enum db_status write_slowly(struct db_conn *tx, void *arg)
{
	sem_post(&slow_runs);
	for (int64_t place = 100; place < 300; place++)
		if (entry_add(tx, &place) != DB_OK)
			return DB_FAILED;
	return pair_add(tx, arg);
}

START_TEST(closing_waits_for_a_write_under_way)
{
	struct caller caller = {.fn = write_slowly, .place = 7};

	if (fixture_on_postgres())
		return; /* the callers' threads are the service's there, and it joins them
			 */
	sem_init(&slow_runs, 0, 0);
	pthread_create(&caller.thread, NULL, caller_run, &caller);
	sem_wait(&slow_runs);
	fixture_reopen();
	pthread_join(caller.thread, NULL);
	ck_assert_int_eq(caller.status, DB_OK);
	ck_assert_int_eq(count("twin"), 1);
}
END_TEST

/* Notices. */

static sem_t noticed;
static struct {
	char channel[32], payload[32];
	int64_t entries; /* what was in the store when we were told */
} notices[8];

static void notice_keep(void *owner, const char *channel, const char *payload)
{
	ck_assert_ptr_eq(owner, &noticed);
	ck_assert_uint_lt(notice_count, ARRAY_LEN(notices));
	strncpy(notices[notice_count].channel, channel, sizeof(notices[0].channel) - 1);
	strncpy(notices[notice_count].payload, payload, sizeof(notices[0].payload) - 1);
	notices[notice_count].entries = count("entry");
	notice_count++;
	sem_post(&noticed);
}

static enum db_status notify_of_entry(struct db_conn *tx, void *arg)
{
	enum db_status status = entry_add(tx, arg);

	return status == DB_OK ? db_notify(tx, "policy", "course one") : status;
}

static enum db_status notify_and_refuse(struct db_conn *tx, void *arg)
{
	enum db_status status = db_notify(tx, "policy", "never happened");

	(void)arg;
	return status == DB_OK ? DB_REFUSED : status;
}

START_TEST(a_notice_is_told_after_the_commit_and_only_then)
{
	int64_t place = 1;

	sem_init(&noticed, 0, 0);
	db_listen(fixture_db, notice_keep, &noticed);
	ck_assert_int_eq(db_write(fixture_db, notify_and_refuse, NULL), DB_REFUSED);
	ck_assert_int_eq(db_write(fixture_db, notify_of_entry, &place), DB_OK);
	sem_wait(&noticed);
	db_close(fixture_db); /* whoever tells is done now */
	fixture_db = NULL;
	ck_assert_uint_eq(notice_count, 1);
	ck_assert_str_eq(notices[0].channel, "policy");
	ck_assert_str_eq(notices[0].payload, "course one");
	ck_assert_int_eq(notices[0].entries, 1);
}
END_TEST

START_TEST(nobody_is_told_who_does_not_listen_any_more)
{
	int64_t place = 1;

	sem_init(&noticed, 0, 0);
	db_listen(fixture_db, notice_keep, &noticed);
	db_listen(fixture_db, NULL, NULL);
	ck_assert_int_eq(db_write(fixture_db, notify_of_entry, &place), DB_OK);
	db_close(fixture_db);
	fixture_db = NULL;
	ck_assert_uint_eq(notice_count, 0);
}
END_TEST

/* A process that dies. */

static void write_until_killed(int acknowledge)
{
	struct db *db;
	char error[256];

	if (db_open(&db, &(struct db_options){.url = fixture_url()}, error) != DB_OK)
		_exit(1);
	for (int64_t place = 1;; place++) {
		if (db_write(db, pair_add, &place) != DB_OK)
			_exit(1);
		if (write(acknowledge, &place, sizeof(place)) != sizeof(place))
			_exit(1);
	}
}

START_TEST(a_killed_process_leaves_whole_transactions_and_all_it_was_told_of)
{
	int64_t acknowledged = 0, place;
	int ends[2];
	pid_t child;

	db_close(fixture_db); /* no threads across the fork */
	fixture_db = NULL;
	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	if (child == 0)
		write_until_killed(ends[1]);
	close(ends[1]);
	while (acknowledged < 20 + _i * 7 &&
	       read(ends[0], &place, sizeof(place)) == sizeof(place))
		acknowledged = place;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	while (read(ends[0], &place, sizeof(place)) == sizeof(place))
		acknowledged = place;
	close(ends[0]);

	fixture_reopen();
	ck_assert_int_ge(acknowledged, 20);
	ck_assert_int_eq(count("entry"), count("twin"));
	ck_assert_int_ge(count("entry"), acknowledged);
	ck_assert_int_le(count("entry"), acknowledged + 1);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("write");
	TCase *tests = tcase_create("transactions");

	tcase_add_checked_fixture(tests, setup, fixture_teardown);
	tcase_add_test(tests, each_of_many_callers_gets_its_own_outcome);
	tcase_add_test(tests, a_commit_that_fails_is_told_to_every_caller_of_the_group);
	tcase_add_test(tests, a_commit_that_fails_is_told_to_a_caller_alone);
	tcase_add_test(tests, who_does_not_wait_is_told_once_and_when_it_is_written);
	tcase_add_test(tests, transactions_run_as_if_one_after_another);
	tcase_add_test(tests, closing_waits_for_a_write_under_way);
	tcase_add_test(tests, a_notice_is_told_after_the_commit_and_only_then);
	tcase_add_test(tests, nobody_is_told_who_does_not_listen_any_more);
	tcase_add_loop_test(
		tests, a_killed_process_leaves_whole_transactions_and_all_it_was_told_of,
		0, 5);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
