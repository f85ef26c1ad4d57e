/* Sealer: what goes out comes back, and nothing else does. */
#include "lms/sealer.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_main.h"

static char folder[] = "/tmp/test_sealer.XXXXXX", path[64], error[256];
static struct arena *arena;

static void setup(void)
{
	memset(folder + strlen(folder) - 6, 'X', 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/secret", folder);
	arena = arena_new(1 << 20);
	error[0] = '\0';
}

static void teardown(void)
{
	arena_free(arena);
	unlink(path);
	rmdir(folder);
}

static void write_secret(const char *text, mode_t mode)
{
	FILE *file = fopen(path, "we");

	fputs(text, file);
	fclose(file);
	chmod(path, mode);
}

START_TEST(the_secret_is_made_once_and_for_its_owner_alone)
{
	struct sealer *sealer = sealer_new(path, error), *again;
	struct stat about;
	size_t len;
	char *sealed;

	ck_assert_msg(sealer != NULL, "%s", error);
	ck_assert_int_eq(stat(path, &about), 0);
	ck_assert_uint_eq(about.st_mode & 0777, 0600);
	sealed = sealer_seal(sealer, arena, "test", "hello", 5);
	again = sealer_new(path, error);
	ck_assert_str_eq(sealer_unseal(again, arena, "test", sealed, &len), "hello");
	ck_assert_uint_eq(len, 5);
	sealer_free(sealer);
	sealer_free(again);
}
END_TEST

START_TEST(another_purpose_does_not_open_it)
{
	struct sealer *sealer = sealer_new(path, error);
	char *sealed = sealer_seal(sealer, arena, "login", "hello", 5);
	size_t len;

	ck_assert_ptr_null(sealer_unseal(sealer, arena, "tool_key", sealed, &len));
	sealer_free(sealer);
}
END_TEST

START_TEST(another_secret_does_not_open_it)
{
	struct sealer *sealer = sealer_new(path, error), *other;
	char *sealed = sealer_seal(sealer, arena, "login", "hello", 5);
	size_t len;

	unlink(path);
	other = sealer_new(path, error);
	ck_assert_ptr_null(sealer_unseal(other, arena, "login", sealed, &len));
	sealer_free(sealer);
	sealer_free(other);
}
END_TEST

START_TEST(every_changed_character_is_noticed)
{
	struct sealer *sealer = sealer_new(path, error);
	char *sealed = sealer_seal(sealer, arena, "login", "hello", 5);
	size_t len;

	for (size_t i = 0; sealed[i]; i++) {
		char kept = sealed[i];

		sealed[i] = kept == 'A' ? 'B' : 'A';
		ck_assert_ptr_null(sealer_unseal(sealer, arena, "login", sealed, &len));
		sealed[i] = kept;
	}
	sealer_free(sealer);
}
END_TEST

START_TEST(the_same_text_is_sealed_differently_each_time)
{
	struct sealer *sealer = sealer_new(path, error);

	ck_assert_str_ne(sealer_seal(sealer, arena, "login", "hello", 5),
			 sealer_seal(sealer, arena, "login", "hello", 5));
	sealer_free(sealer);
}
END_TEST

static const char *const strangers[] = {
	NULL,	"",	"A",
	"!!!!", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};

START_TEST(what_is_not_ours_does_not_open)
{
	struct sealer *sealer = sealer_new(path, error);
	size_t len = 7;

	ck_assert_ptr_null(sealer_unseal(sealer, arena, "login", strangers[_i], &len));
	sealer_free(sealer);
}
END_TEST

START_TEST(a_file_that_holds_something_else_is_refused)
{
	write_secret("password\n", 0600);
	ck_assert_ptr_null(sealer_new(path, error));
	ck_assert_ptr_nonnull(strstr(error, "does not hold a secret"));
}
END_TEST

START_TEST(a_file_that_everybody_reads_is_refused)
{
	sealer_free(sealer_new(path, error));
	chmod(path, 0644);
	ck_assert_ptr_null(sealer_new(path, error));
	ck_assert_ptr_nonnull(strstr(error, "chmod 600"));
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_said_so)
{
	ck_assert_ptr_null(sealer_new("/nonexistent/folder/secret", error));
	ck_assert_ptr_nonnull(strstr(error, "No such file"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sealer");
	TCase *tests = tcase_create("sealer");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, the_secret_is_made_once_and_for_its_owner_alone);
	tcase_add_test(tests, another_purpose_does_not_open_it);
	tcase_add_test(tests, another_secret_does_not_open_it);
	tcase_add_test(tests, every_changed_character_is_noticed);
	tcase_add_test(tests, the_same_text_is_sealed_differently_each_time);
	tcase_add_loop_test(tests, what_is_not_ours_does_not_open, 0,
			    sizeof(strangers) / sizeof(strangers[0]));
	tcase_add_test(tests, a_file_that_holds_something_else_is_refused);
	tcase_add_test(tests, a_file_that_everybody_reads_is_refused);
	tcase_add_test(tests, a_folder_that_is_not_there_is_said_so);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
