/* Run: one suite as a program. */
#ifndef TESTS_LTI_RUN_H
#define TESTS_LTI_RUN_H

#include <check.h>
#include <stdlib.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof(*(array)))

/** A test that runs once per row of a table; _i is the row. */
#define add_rows(tcase, test, table)                                                     \
	tcase_add_loop_test(tcase, test, 0, (int)ARRAY_LEN(table))

/** Takes over the suite; what main returns. */
static inline int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
