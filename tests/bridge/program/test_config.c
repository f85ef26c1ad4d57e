/* Config: what an operator may write, what is refused and how, and the page made of the
 * table. */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#define GOOD "[server]\npublic_url = https://ki.example.nrw\n"
#define BACKEND "[backend central]\nurl = http://127.0.0.1:9/v1\n"

static char folder[] = "/tmp/test_config.XXXXXX";
static char path[64], told[4096];

static void setup(void)
{
	memset(folder + strlen(folder) - 6, 'X', 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/k.conf", folder);
	told[0] = '\0';
}

static void teardown(void)
{
	char other[64];

	snprintf(other, sizeof(other), "%s/key", folder);
	unlink(other);
	unlink(path);
	rmdir(folder);
}

static void note(void *owner, const char *sentence)
{
	size_t used = strlen(told);

	(void)owner;
	snprintf(told + used, sizeof(told) - used, "%s\n", sentence);
}

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "we");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static struct config *load(const char *text)
{
	write_file(path, text);
	return config_load(path, note, NULL);
}

START_TEST(a_file_with_an_address_and_a_backend_is_enough)
{
	struct config *config = load(GOOD BACKEND);

	ck_assert_msg(config != NULL, "%s", told);
	ck_assert_str_eq(told, "");
	ck_assert_str_eq(config->public_url, "https://ki.example.nrw");
	ck_assert_str_eq(config->listen, "127.0.0.1:8080");
	ck_assert_str_eq(config->operator_name, "ki.example.nrw");
	ck_assert_str_eq(config->store_url, "sqlite:/var/lib/kibridge/kibridge.db");
	ck_assert_str_eq(config->secret_file, "/var/lib/kibridge/kibridge.db.secret");
	ck_assert_uint_eq(config->retention_days, 180);
	ck_assert_uint_eq(config->leeway_s, 60);
	ck_assert(config->assistants_lecture);
	ck_assert(!config->allow_private_lms);
	ck_assert_uint_eq(config->backend_count, 1);
	ck_assert_str_eq(config->backends[0].name, "central");
	ck_assert_str_eq(config->backends[0].models, "*");
	ck_assert_str_eq(config->backends[0].api_key, "");
	ck_assert_str_eq(config->backends[0].operator_name, "ki.example.nrw");
	ck_assert_uint_eq(config->backends[0].max_in_flight, 64);
	ck_assert(config->backends[0].ask_usage);
	config_free(config);
}
END_TEST

START_TEST(comments_slashes_and_empty_values_are_what_they_seem)
{
	struct config *config =
		load("# a comment\n; another\n"
		     "[server]\n"
		     "  public_url = https://ki.example.nrw/ki///   # no slash kept\n"
		     "tls_cert =     # PEM\n"
		     "workers = # the default\n"
		     "[backend central]\n"
		     "url = http://127.0.0.1:9/v1\n"
		     "models = Mixtral 8x7B; phi 3 # two\n"
		     "models = qwen\n");

	ck_assert_msg(config != NULL, "%s", told);
	ck_assert_str_eq(config->public_url, "https://ki.example.nrw/ki");
	ck_assert_str_eq(config->tls_cert, "");
	ck_assert_uint_eq(config->workers, 32);
	ck_assert_str_eq(config->backends[0].models, "Mixtral 8x7B; phi 3;qwen");
	config_free(config);
}
END_TEST

START_TEST(a_key_is_read_from_its_file)
{
	char text[256], key[64];
	struct config *config;

	snprintf(key, sizeof(key), "%s/key", folder);
	write_file(key, "sk-test-1\n");
	snprintf(text, sizeof(text), GOOD BACKEND "api_key_file = %s\n", key);
	config = load(text);
	ck_assert_msg(config != NULL, "%s", told);
	ck_assert_str_eq(config->backends[0].api_key, "sk-test-1");
	config_free(config);

	write_file(key, "\n");
	ck_assert_ptr_null(load(text));
	ck_assert_ptr_nonnull(strstr(told, "must hold the key of [backend central]"));
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *text, *sentence;
} refused[] = {
	{ "a misspelt setting", GOOD "publik_url = x\n", "line 3: unknown setting publik_url in [server]" },
	{ "a section that there is not", GOOD "[servre]\nlisten = x:1\n", "line 4: unknown section [servre]" },
	{ "a setting of no section", "listen = 127.0.0.1:1\n" GOOD, "line 1: unknown section []" },
	{ "a line that is neither", GOOD "hello\n", "line 3: neither a [section] nor a setting" },
	{ "a setting that must be given", "[server]\nlisten = 127.0.0.1:1\n", "public_url in [server] is missing" },
	{ "a backend without an address", GOOD "[backend a]\nmodels = *\n", "url in [backend a] is missing" },
	{ "a backend without a name", GOOD "[backend]\nurl = http://x/v1\n", "a backend needs a name" },
	{ "a number with letters", GOOD "workers = many\n", "line 3: workers must be a whole number from 1 to 64, not \"many\"" },
	{ "a number that is too big", GOOD "workers = 65\n", "workers must be a whole number from 1 to 64" },
	{ "a number that no one can hold", GOOD "workers = 18446744073709551617\n", "workers must be a whole number" },
	{ "a negative number", GOOD "workers = -1\n", "workers must be a whole number" },
	{ "neither yes nor no", GOOD "allow_private_lms = maybe\n", "allow_private_lms must be yes or no" },
	{ "an address without a port", GOOD "listen = 127.0.0.1\n", "listen must be host:port" },
	{ "a port that is none", GOOD "listen = 127.0.0.1:70000\n", "listen must be host:port" },
	{ "a public address that is none", "[server]\npublic_url = ki.example\n", "public_url must be an http or https address" },
	{ "plain http for everybody", "[server]\npublic_url = http://ki.example\n", "public_url must be https" },
	{ "a certificate without a key", GOOD "tls_cert = /c.pem\n", "tls_cert and tls_key belong together" },
	{ "a store of another kind", GOOD "[store]\nurl = mysql://x\n", "url must begin with sqlite: or postgresql://, not" },
	{ "PostgreSQL without a secret", GOOD "[store]\nurl = postgresql://u@h/d\n", "secret_file must be given with PostgreSQL" },
	{ "a level of no log", GOOD "log_level = loud\n", "log_level must be debug, info, warn or error" },
	{ "the same twice", GOOD "workers = 1\nworkers = 2\n", "line 4: workers is set twice in [server]" },
	{ "a key file that is not there", GOOD BACKEND "api_key_file = /nonexistent/key\n", "the key of [backend central] cannot be read" },
};
/* clang-format on */

START_TEST(what_cannot_be_meant_is_refused)
{
	ck_assert_msg(load(refused[_i].text) == NULL, "%s was taken", refused[_i].what);
	ck_assert_msg(strstr(told, refused[_i].sentence) != NULL, "%s: \"%s\"",
		      refused[_i].what, told);
}
END_TEST

START_TEST(a_line_is_refused_rather_than_cut)
{
	char text[8192] = GOOD "operator_name = ";
	size_t len = strlen(text);

	memset(text + len, 'x', 6000);
	snprintf(text + len + 6000, sizeof(text) - len - 6000, "\n" BACKEND);
	ck_assert_ptr_null(load(text));
	ck_assert_ptr_nonnull(strstr(told, "line 3: the line is longer than"));
}
END_TEST

START_TEST(all_problems_are_told_at_once)
{
	ck_assert_ptr_null(load("[server]\nworkers = x\nlisten = y\nzeal = 1\n"));
	ck_assert_ptr_nonnull(strstr(told, "workers"));
	ck_assert_ptr_nonnull(strstr(told, "listen"));
	ck_assert_ptr_nonnull(strstr(told, "zeal"));
	ck_assert_ptr_nonnull(strstr(told, "public_url"));
}
END_TEST

START_TEST(a_file_that_is_not_there_is_said_so)
{
	ck_assert_ptr_null(config_load("/nonexistent/k.conf", note, NULL));
	ck_assert_ptr_nonnull(strstr(told, "cannot be read"));
}
END_TEST

START_TEST(no_backend_is_worth_a_word)
{
	struct config *config = load(GOOD);

	ck_assert_ptr_nonnull(config);
	ck_assert_ptr_nonnull(strstr(told, "no tutor can answer"));
	config_free(config);
}
END_TEST

START_TEST(seventeen_backends_are_one_too_many)
{
	char text[4096] = GOOD;

	for (int i = 0; i < 17; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "[backend b%d]\nurl = http://127.0.0.1:9/v1\n", i);
	ck_assert_ptr_null(load(text));
	ck_assert_ptr_nonnull(strstr(told, "more than 16 backends"));
}
END_TEST

START_TEST(a_reload_says_what_needs_a_restart)
{
	struct config *running = load(GOOD BACKEND);
	struct config *fresh = load(GOOD "workers = 7\ndrain_s = 9\n" BACKEND);

	told[0] = '\0';
	ck_assert_uint_eq(config_compare(running, fresh, note, NULL), 1);
	ck_assert_str_eq(told,
			 "workers in [server] takes effect at the next start only\n");
	ck_assert_uint_eq(config_compare(running, running, note, NULL), 0);
	config_free(running);
	config_free(fresh);
}
END_TEST

/* The page is a build product that people read in the repository, so it is kept there. */
START_TEST(the_page_of_settings_is_not_stale)
{
	char *made = NULL, *kept;
	size_t made_len = 0, kept_len;
	FILE *memory = open_memstream(&made, &made_len), *file;

	config_print_markdown(memory);
	fclose(memory);
	file = fopen(CONFIG_PAGE, "re");
	ck_assert_msg(file != NULL,
		      "docs/config.md is missing: kibridge settings > docs/config.md");
	kept = malloc(made_len + 2);
	kept_len = fread(kept, 1, made_len + 1, file);
	kept[kept_len] = '\0';
	fclose(file);
	ck_assert_msg(strcmp(made, kept) == 0,
		      "docs/config.md is stale: kibridge settings > docs/config.md");
	free(kept);
	free(made);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config");
	TCase *tests = tcase_create("file");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_file_with_an_address_and_a_backend_is_enough);
	tcase_add_test(tests, comments_slashes_and_empty_values_are_what_they_seem);
	tcase_add_test(tests, a_key_is_read_from_its_file);
	tcase_add_loop_test(tests, what_cannot_be_meant_is_refused, 0,
			    ARRAY_LEN(refused));
	tcase_add_test(tests, a_line_is_refused_rather_than_cut);
	tcase_add_test(tests, all_problems_are_told_at_once);
	tcase_add_test(tests, a_file_that_is_not_there_is_said_so);
	tcase_add_test(tests, no_backend_is_worth_a_word);
	tcase_add_test(tests, seventeen_backends_are_one_too_many);
	tcase_add_test(tests, a_reload_says_what_needs_a_restart);
	tcase_add_test(tests, the_page_of_settings_is_not_stale);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
