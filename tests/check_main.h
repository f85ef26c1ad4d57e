/* Check main: the runner that every Check program ends with. */
#ifndef KIBRIDGE_TESTS_CHECK_MAIN_H
#define KIBRIDGE_TESTS_CHECK_MAIN_H

#include <check.h>
#include <stdlib.h>

/** Runs a suite and frees it. @return the program's exit code */
static inline int check_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
