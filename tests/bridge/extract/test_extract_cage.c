/* The cage from inside, and children that do not do what they should. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "check_main.h"
#include "extract/parts.h"

#define SHORT_MS 300 /* for what never ends by itself */
#define LONG_MS 60000 /* for what ends */

/* ---- inside ---- */

static void report(bool worked, const char *what)
{
	if (worked && write(STDOUT_FILENO, what, strlen(what)) < 0)
		_exit(EXIT_FAILURE);
}

static bool can_open(const char *path, int flags)
{
	return open(path, flags, 0600) >= 0;
}

static bool can_run(const char *path)
{
	char *const argv[] = {(char *)path, NULL}, *const envp[] = {NULL};

	return execve(path, argv, envp) == 0;
}

static bool can_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool can_take_back_limits(void)
{
	const struct rlimit more = {1 << 20, 1 << 20};

	return setrlimit(RLIMIT_FSIZE, &more) == 0;
}

/* Says what works that should not, and "." at the end. */
static int child_tries(enum extract_cage cage)
{
	char folder[] = "/tmp/kibridge-cage-XXXXXX";

	if (!extract_cage_enter(cage))
		return EXIT_FAILURE;
	report(can_open("/etc/passwd", O_RDONLY), "passwd ");
	report(can_open("/proc/self/maps", O_RDONLY), "proc ");
	report(can_open("/proc/self/exe", O_RDONLY), "exe ");
	report(can_open("/dev/null", O_WRONLY), "device ");
	report(can_open("/tmp/kibridge-cage", O_WRONLY | O_CREAT), "file ");
	report(mkdtemp(folder) != NULL, "folder ");
	report(socket(AF_INET, SOCK_STREAM, 0) >= 0, "network ");
	report(socket(AF_UNIX, SOCK_STREAM, 0) >= 0, "socket ");
	report(can_fork(), "fork ");
	report(kill(getppid(), 0) == 0, "kill ");
	report(setuid(0) == 0, "setuid ");
	report(can_take_back_limits(), "limits ");
	report(can_run("/bin/sh"), "sh ");
	report(can_run("/usr/bin/env"), "env ");
	report(can_open("/usr/lib", O_RDONLY | O_DIRECTORY), "libraries ");
	report(true, ".");
	_exit(EXIT_SUCCESS);
}

static int child_floods(void)
{
	static char bytes[65536];

	memset(bytes, 'a', sizeof(bytes));
	while (write(STDOUT_FILENO, bytes, sizeof(bytes)) > 0)
		continue;
	_exit(EXIT_FAILURE);
}

static int child_shows_itself(void)
{
	extern char **environ;

	report(environ && *environ, "environment ");
	for (int fd = 3; fd < 256; fd++)
		report(fcntl(fd, F_GETFD) >= 0, "descriptor ");
	report(getpgrp() != getpid(), "group ");
	report(true, ".");
	_exit(EXIT_SUCCESS);
}

static int child(const char *mode)
{
	if (text_equal(mode, "parser"))
		return child_tries(CAGE_PARSER);
	if (text_equal(mode, "pdf"))
		return child_tries(CAGE_PDF);
	if (text_equal(mode, "flood"))
		return child_floods();
	if (text_equal(mode, "itself"))
		return child_shows_itself();
	if (text_equal(mode, "crash"))
		raise(SIGKILL);
	if (text_equal(mode, "hang"))
		for (;;)
			pause();
	return EXIT_FAILURE;
}

/* ---- outside ---- */

static struct extract_run run;

static bool start(const char *mode, int64_t limit_ms)
{
	static char bytes[1 << 20];

	return extract_run(&run, &(struct extract_order){mode, bytes, sizeof(bytes),
							 limit_ms, EXTRACT_OUTPUT_MAX});
}

static void clear(void)
{
	extract_run_clear(&run);
}

START_TEST(a_parser_can_do_nothing_but_compute)
{
	ck_assert(start("parser", LONG_MS));
	ck_assert_str_eq(run.output.bytes, ".");
	ck_assert(WIFEXITED(run.status) && WEXITSTATUS(run.status) == 0);
}
END_TEST

START_TEST(a_reader_of_pdf_sees_libraries_and_nothing_else)
{
	ck_assert(start("pdf", LONG_MS));
	ck_assert_str_eq(run.output.bytes, "libraries .");
}
END_TEST

START_TEST(a_child_inherits_nothing)
{
	int fd = open("/etc/passwd", O_RDONLY); /* not closed on exec */

	ck_assert_int_ge(setenv("KIBRIDGE_CONFIG", "x", 1), 0);
	ck_assert(start("itself", LONG_MS));
	ck_assert_str_eq(run.output.bytes, ".");
	close(fd);
}
END_TEST

START_TEST(a_child_that_hangs_is_ended)
{
	ck_assert(start("hang", SHORT_MS));
	ck_assert(run.late);
	ck_assert(WIFSIGNALED(run.status));
}
END_TEST

START_TEST(a_child_that_floods_is_cut_off)
{
	ck_assert(start("flood", LONG_MS));
	ck_assert(run.cut);
	ck_assert_uint_eq(run.output.len, run.output.cap);
}
END_TEST

START_TEST(a_child_that_crashes_is_told_apart)
{
	ck_assert(start("crash", LONG_MS));
	ck_assert(!run.late && !run.cut);
	ck_assert(WIFSIGNALED(run.status) && WTERMSIG(run.status) == SIGKILL);
}
END_TEST

START_TEST(turns_are_given_back)
{
	for (int i = 0; i < 3 * EXTRACT_CHILDREN_MAX; i++) {
		ck_assert(start("crash", LONG_MS));
		clear();
	}
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("extract_cage");
	TCase *tests = tcase_create("children");

	if (argc == 3 && text_equal(argv[1], "extract"))
		return child(argv[2]);
	tcase_add_checked_fixture(tests, NULL, clear);
	tcase_add_test(tests, a_parser_can_do_nothing_but_compute);
	tcase_add_test(tests, a_reader_of_pdf_sees_libraries_and_nothing_else);
	tcase_add_test(tests, a_child_inherits_nothing);
	tcase_add_test(tests, a_child_that_hangs_is_ended);
	tcase_add_test(tests, a_child_that_floods_is_cut_off);
	tcase_add_test(tests, a_child_that_crashes_is_told_apart);
	tcase_add_test(tests, turns_are_given_back);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
