/*
 * Fixture: a fresh store for one test, on SQLite or, when the program is called with the
 * word "postgres", on a private PostgreSQL server.
 */
#ifndef KIBRIDGE_TESTS_STORE_FIXTURE_H
#define KIBRIDGE_TESTS_STORE_FIXTURE_H

#include <check.h>
#include <stdbool.h>

#include "store/db.h"

#define FIXTURE_SKIPPED 77 /* exit status; ctest is told */

/** In main, before any test. @return false: this database is not installed, say so and
 * pass */
bool fixture_begin(int argc, char **argv);
/** In main, after the tests: removes everything. @return the program's exit status */
int fixture_end(int failed);
/** Both in one: runs the suite between them. */
int fixture_run(Suite *suite, int argc, char **argv);

bool fixture_on_postgres(void);

/* Checked fixtures: tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown). */
void fixture_setup(void);
void fixture_teardown(void);

extern struct db *fixture_db; /* open, empty but for the schema */
const char *fixture_url(
	void); /* of that store, for a second db_open or another process */
const char *fixture_dir(void); /* the test's own directory, removed with it */
/** Close and open the same store again: as after a restart. */
void fixture_reopen(void);

#endif
