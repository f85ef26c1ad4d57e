/* Nonce: spent once, and forgotten some at a time. */
#include <check.h>
#include <stdio.h>

#include "bridge/store/fixture.h"
#include "lms/nonce.h"

#define OVER 700
#define NOW_S 1000

static enum db_status spend(struct db_conn *tx, void *arg)
{
	struct nonce nonce = {.platform = "p", .value = "live", .expires_s = NOW_S + 1};
	bool *fresh = arg;

	return nonce_spend(tx, &nonce, fresh);
}

static enum db_status spend_old(struct db_conn *tx, void *arg)
{
	enum db_status status = DB_OK;

	(void)arg;
	for (int i = 0; status == DB_OK && i < OVER; i++) {
		char value[16];
		struct nonce nonce = {
			.platform = "p", .value = value, .expires_s = NOW_S};
		bool fresh;

		snprintf(value, sizeof(value), "old-%d", i);
		status = nonce_spend(tx, &nonce, &fresh);
	}
	return status;
}

static enum db_status sweep(struct db_conn *tx, void *forgotten)
{
	return nonces_sweep(tx, NOW_S, forgotten);
}

START_TEST(a_nonce_is_spent_once)
{
	bool fresh = false;

	ck_assert_int_eq(db_write(fixture_db, spend, &fresh), DB_OK);
	ck_assert(fresh);
	ck_assert_int_eq(db_write(fixture_db, spend, &fresh), DB_OK);
	ck_assert(!fresh);
}
END_TEST

START_TEST(those_that_are_over_go_in_rounds)
{
	int64_t rows, all = 0;
	int rounds = 0;
	bool fresh;

	ck_assert_int_eq(db_write(fixture_db, spend, &fresh), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, spend_old, NULL), DB_OK);
	do {
		ck_assert_int_eq(db_write(fixture_db, sweep, &rows), DB_OK);
		all += rows;
		rounds++;
	} while (rows > 0);
	ck_assert_int_eq(all, OVER);
	ck_assert_int_gt(rounds, 2);
	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &rows,
				    "SELECT count(*) FROM nonce WHERE nonce = 'live'",
				    ""),
			 DB_OK);
	ck_assert_int_eq(rows, 1);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("nonce");
	TCase *tests = tcase_create("nonce");

	tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown);
	tcase_add_test(tests, a_nonce_is_spent_once);
	tcase_add_test(tests, those_that_are_over_go_in_rounds);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
