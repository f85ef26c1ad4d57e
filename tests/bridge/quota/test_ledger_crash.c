/*
 * Ledger, crashes: a process that admits and settles is killed at a hundred random points. After
 * the sweeper nothing is overrun, charged twice, or left hanging, and all that was told is kept.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "bridge/quota/world.h"

#define KILLS 100
#define KILLS_POSTGRES 60
#define REQUESTS_LIMIT 300 /* in an hour, which is sixty processes long */
#define TOKENS_LIMIT 30000

struct told { /* what the process knew to be written when it said so */
	int64_t number;
	int64_t charge; /* of the end, or one of these */
};

enum { REFUSED = -2, ADMITTED = -1 };

static unsigned seed = 8;

static int64_t dice(int64_t sides)
{
	seed = seed * 1103515245u + 12345u;
	return (int64_t)((seed >> 8) % (unsigned)sides);
}

static void say(int to, int64_t number, int64_t charge)
{
	struct told told = {number, charge};

	if (write(to, &told, sizeof(told)) != sizeof(told))
		_exit(1);
}

static int64_t input_of(int64_t number)
{
	return 10 + number % 90;
}

static bool is_released(int64_t number)
{
	return number % 7 == 3;
}

/* Until it is killed. */
static void serve(int round, int tell)
{
	char error[256], request[32];

	if (db_open(&fixture_db, &(struct db_options){.url = fixture_url()}, error) !=
	    DB_OK)
		_exit(1);
	for (int64_t number = 0;; number++) {
		int64_t input = input_of(number);
		struct admission_result result;

		snprintf(request, sizeof(request), "%d-%lld", round, (long long)number);
		result = world_ask(request, input, 500);
		say(tell, number,
		    result.admission == ADMISSION_GRANTED ? ADMITTED : REFUSED);
		if (result.admission != ADMISSION_GRANTED)
			continue;
		if (is_released(number)) {
			world_release(request);
			say(tell, number, 0);
		} else if (number % 5 != 2) { /* every fifth is still being answered */
			world_settle(request, input, number % 300);
			say(tell, number, input + number % 300);
		}
	}
}

static int64_t charged(int round, int64_t number)
{
	char request[32];
	int64_t sum = -1;

	snprintf(request, sizeof(request), "%d-%lld", round, (long long)number);
	ck_assert_int_eq(
		db_get_int(db_reader(fixture_db), &sum,
			   "SELECT COALESCE(SUM(input_tokens + output_tokens), 0) "
			   "FROM ledger WHERE request = $1 AND kind <> 'reserve'",
			   "t", request),
		DB_OK);
	return sum;
}

/* Starts a process, lets it say so many things, kills it. @return how many it said */
static size_t run_and_kill(int round, struct told *told, size_t count)
{
	int ends[2];
	size_t said = 0;
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		serve(round, ends[1]);
	close(ends[1]);
	while (said < count && read(ends[0], &told[said], sizeof(*told)) == sizeof(*told))
		said++;
	for (volatile int64_t spin = dice(200000); spin > 0;
	     spin--) /* somewhere in the middle */
		;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ends[0]);
	return said;
}

static int64_t open_reservations(void)
{
	int64_t count = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &count,
				    "SELECT COUNT(*) FROM reservation", ""),
			 DB_OK);
	return count;
}

static int64_t ended_twice(void)
{
	int64_t count = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &count,
				    "SELECT COUNT(*) FROM (SELECT request FROM ledger "
				    "WHERE kind <> 'reserve' GROUP BY request "
				    "HAVING COUNT(*) > 1) AS twice",
				    ""),
			 DB_OK);
	return count;
}

static void inspect(int round, const struct told *told, size_t said)
{
	int64_t admitted_s = world.now_s;

	world_check(); /* as the crash left it */
	world.now_s += 3600;
	while (world_sweep() > 0)
		;
	world.now_s = admitted_s;
	world_check();
	ck_assert_int_eq(open_reservations(), 0);
	ck_assert_int_eq(world_reserved(0), 0);
	ck_assert_int_eq(world_reserved(1), 0);
	ck_assert_int_le(world_used(0), REQUESTS_LIMIT);
	ck_assert_int_le(world_used(1), TOKENS_LIMIT);
	for (size_t i = 0; i < said; i++) {
		int64_t charge = charged(round, told[i].number);

		if (told[i].charge >= 0)
			ck_assert_int_eq(charge, told[i].charge);
		else if (told[i].charge == REFUSED)
			ck_assert_int_eq(charge, 0);
		else if (!is_released(told[i].number)) /* the prompt is never free */
			ck_assert_int_ge(charge, input_of(told[i].number));
	}
}

START_TEST(a_hundred_crashes_cost_nobody_anything)
{
	int kills = fixture_on_postgres() ? KILLS_POSTGRES : KILLS;
	struct told told[40];
	size_t said_in_all = 0;

	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_REQUESTS, WINDOW_HOUR,
		    REQUESTS_LIMIT);
	world_limit(LEVEL_TENANT, SCOPE_USER, "", METRIC_TOKENS, WINDOW_HOUR,
		    TOKENS_LIMIT);
	db_close(fixture_db); /* no threads across a fork */
	for (int round = 0; round < kills; round++) {
		size_t said = run_and_kill(round, told, (size_t)dice(ARRAY_LEN(told)));
		char error[256];

		said_in_all += said;
		ck_assert_int_eq(db_open(&fixture_db,
					 &(struct db_options){.url = fixture_url()},
					 error),
				 DB_OK);
		inspect(round, told, said);
		ck_assert_int_eq(ended_twice(), 0);
		world.now_s += 60;
		if (round + 1 < kills)
			db_close(fixture_db);
	}
	ck_assert_uint_gt(said_in_all, (size_t)kills * 5);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("ledger crash");
	TCase *tests = tcase_create("SIGKILL");

	tcase_add_checked_fixture(tests, world_setup, fixture_teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_hundred_crashes_cost_nobody_anything);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
