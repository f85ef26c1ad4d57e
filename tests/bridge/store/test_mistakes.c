/* Mistakes of ours are found at once, not when two texts meet at one address. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "bridge/store/fixture.h"

START_TEST(sql_put_together_is_found_out)
{
	char sql[64];

	for (int i = 0; i < 2; i++) {
		int64_t number;

		snprintf(sql, sizeof(sql), "SELECT %d", i);
		(void)!db_get_int(db_reader(fixture_db), &number, sql, "");
	}
}
END_TEST

START_TEST(a_missing_argument_is_found_out)
{
	if (fixture_on_postgres())
		abort(); /* the server says so itself */
	(void)!db_exec(db_reader(fixture_db), "SELECT $1, $2", "i", (int64_t)1);
}
END_TEST

START_TEST(an_unknown_type_is_found_out)
{
	(void)!db_exec(db_reader(fixture_db), "SELECT $1", "x", (int64_t)1);
}
END_TEST

static enum db_status write_nothing(struct db_conn *tx, void *arg)
{
	(void)tx;
	(void)arg;
	return DB_OK;
}

static enum db_status write_again(struct db_conn *tx, void *arg)
{
	(void)tx;
	return db_write(fixture_db, write_nothing, arg);
}

START_TEST(a_write_within_a_write_is_found_out)
{
	(void)!db_write(fixture_db, write_again, NULL);
}
END_TEST

START_TEST(a_write_within_a_snapshot_is_found_out)
{
	(void)!db_snapshot_begin(db_reader(fixture_db));
	(void)!db_write(fixture_db, write_nothing, NULL);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("mistakes");
	TCase *tests = tcase_create("abort");

	tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown);
	tcase_add_test_raise_signal(tests, sql_put_together_is_found_out, SIGABRT);
	tcase_add_test_raise_signal(tests, a_missing_argument_is_found_out, SIGABRT);
	tcase_add_test_raise_signal(tests, an_unknown_type_is_found_out, SIGABRT);
	tcase_add_test_raise_signal(tests, a_write_within_a_write_is_found_out, SIGABRT);
	tcase_add_test_raise_signal(tests, a_write_within_a_snapshot_is_found_out,
				    SIGABRT);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	setenv("CK_FORK", "yes", 1); /* each of them aborts */
	return fixture_run(suite(), argc, argv);
}
