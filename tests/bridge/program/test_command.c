/* Command: exit codes, sentences, and what the commands do to a store, as an operator meets them. */
#include "command.h"

#include <check.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "check_main.h"
#include "extract/extract.h"

static char folder[] = "/tmp/test_command.XXXXXX";
static char config[64];
static struct arena *arena;
static const char *out, *err; /* of the last command */

static const char *slurp(const char *name)
{
	char path[128];
	char *text = arena_alloc(arena, 1 << 18);
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	len = fread(text, 1, (1 << 18) - 1, file);
	text[len] = '\0';
	fclose(file);
	return text;
}

/* Both streams of the process, for a while, into files. */
static int captured(int argc, char **argv)
{
	static const char *const names[] = {NULL, "out", "err"};
	int kept[3], code;
	char path[128];

	fflush(NULL);
	for (int fd = 1; fd <= 2; fd++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[fd]);
		kept[fd] = dup(fd);
		ck_assert_ptr_nonnull(freopen(path, "w", fd == 1 ? stdout : stderr));
	}
	code = command_main(argc, argv);
	fflush(NULL);
	for (int fd = 1; fd <= 2; fd++) {
		dup2(kept[fd], fd);
		close(kept[fd]);
	}
	out = slurp("out");
	err = slurp("err");
	return code;
}

/* kibridge WORD…, words separated by spaces, on the test's config. */
static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...)
{
	char *argv[64] = {(char *)"kibridge"};
	int argc = 1;
	char *words, *word;
	va_list args;

	va_start(args, format);
	words = arena_vprintf(arena, format, args);
	va_end(args);
	while ((word = strsep(&words, " ")))
		if (*word)
			argv[argc++] = word;
	return captured(argc, argv);
}

static void setup(void)
{
	FILE *file;

	memset(folder + strlen(folder) - 6, 'X', 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	arena = arena_new(64 * MIB);
	snprintf(config, sizeof(config), "%s/k.conf", folder);
	file = fopen(config, "we");
	fprintf(file,
		"[server]\npublic_url = https://ki.test\n[store]\nurl = sqlite:%s/k.db\n"
		"[backend none]\nurl = http://127.0.0.1:9/v1\n",
		folder);
	fclose(file);
	setenv("KIBRIDGE_CONFIG", config, 1);
}

static void teardown(void)
{
	static const char *const names[] = {"k.conf",	"k.db",	       "k.db-wal",
					    "k.db-shm", "k.db.secret", "copy.db",
					    "out",	"err"};
	char path[128];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	ck_assert_int_eq(rmdir(folder), 0);
	arena_free(arena);
}

#define PLATFORM                                                                         \
	"platform add --tenant uni --issuer https://lms.test --client-id c1 "            \
	"--auth-url https://lms.test/mod/lti/auth.php --token-url "                      \
	"https://lms.test/token "                                                        \
	"--jwks-url https://lms.test/jwks "

/* --- usage ------------------------------------------------------------------------------------ */

/* clang-format off */
static const struct {
	const char *what, *words;
	int code;
	const char *out, *err;
} usages[] = {
	{ "nothing",              "", 2, "", "which command?" },
	{ "help",                 "--help", 0, "kibridge serve", "" },
	{ "help of a family",     "tenant --help", 0, "kibridge tenant add NAME", "" },
	{ "help of a command",    "platform add --help", 0, "[--deployment ID]...", "" },
	{ "an unknown command",   "dance", 2, "", "there is no command \"dance\"" },
	{ "half a command",       "tenant", 2, "", "tenant what?" },
	{ "an unknown verb",      "tenant paint", 2, "", "kibridge tenant add" },
	{ "an unknown option",    "tenant list --colour", 2, "", "there is no option --colour here" },
	{ "a missing word",       "tenant add", 2, "", "NAME is missing" },
	{ "a word too many",      "tenant add a b", 2, "", "\"b\" is one word too many" },
	{ "a missing option",     "platform add --tenant uni", 2, "", "--issuer is missing" },
	{ "an option twice",      "tenant set a=b --tenant x --tenant y", 2, "", "--tenant is given twice" },
	{ "an option without its value", "tenant add x --time-zone", 2, "", "--time-zone needs a value" },
	{ "a switch with a value", "tenant list --json=yes", 2, "", "--json takes no value" },
	{ "not KEY=VALUE",        "tenant set zone --tenant uni", 2, "", "is not KEY=VALUE" },
	{ "an unknown profile",   PLATFORM "--profile canvas", 2, "", "there is no profile \"canvas\"" },
	{ "a deployment twice",   PLATFORM "--deployment 1 --deployment 1", 2, "", "is given twice" },
	{ "erase of nothing",     "erase --tenant uni", 2, "", "one of --subject, --course and --older-than" },
	{ "erase of two things",  "erase --tenant uni --subject x --course y", 2, "", "one of --subject" },
	{ "erase of an odd age",  "erase --tenant uni --older-than soon", 2, "", "is not a duration" },
	{ "a config that is not there", "tenant list --config /nonexistent/k.conf", 1, "", "cannot be read" },
	{ "a tenant that is not there", "tenant show uni", 1, "", "there is no tenant \"uni\"" },
	{ "a platform that is not there", "platform show x", 1, "", "there is no platform x" },
	{ "a platform of no tenant", PLATFORM, 1, "", "there is no tenant \"uni\"" },
	{ "the settings",         "settings", 0, "## [server]", "" },
};
/* clang-format on */

START_TEST(a_command_says_what_is_wrong_with_it)
{
	int code = run("%s", usages[_i].words);

	ck_assert_msg(code == usages[_i].code, "%s: %d %s", usages[_i].what, code, err);
	ck_assert_msg(strstr(out, usages[_i].out) != NULL, "%s: %s", usages[_i].what,
		      out);
	ck_assert_msg(strstr(err, usages[_i].err) != NULL, "%s: %s", usages[_i].what,
		      err);
}
END_TEST

/* --- tenants ------------------------------------------------------------------------------------ */

static struct json_object *json_out(void)
{
	struct json_object *tree = json_parse(arena, out, strlen(out) - 1);

	ck_assert_msg(tree != NULL, "%s", out);
	return tree;
}

START_TEST(a_tenant_is_added_shown_and_changed)
{
	ck_assert_int_eq(run("tenant add uni --time-zone Europe/Vienna"), 0);
	ck_assert_int_eq(run("tenant add uni"), 1);
	ck_assert_ptr_nonnull(strstr(err, "there is a tenant \"uni\" already"));
	ck_assert_int_eq(run("tenant set retention_days=90 --tenant uni"), 0);
	ck_assert_int_eq(run("tenant set retention_days=never --tenant uni"), 1);
	ck_assert_int_eq(run("tenant set colour=blue --tenant uni"), 1);
	ck_assert_ptr_nonnull(strstr(err, "retention_days"));
	ck_assert_int_eq(run("tenant show uni --json"), 0);
	ck_assert_str_eq(json_text(json_out(), "time_zone"), "Europe/Vienna");
	ck_assert_int_eq(
		json_int(json_object_of(json_out(), "settings"), "retention_days", 0),
		90);
	ck_assert_ptr_null(strstr(out, "secret"));
	ck_assert_int_eq(run("tenant list --json"), 0);
	ck_assert_uint_eq(json_object_array_length(json_out()), 1);
}
END_TEST

START_TEST(a_zone_that_there_is_not_adds_no_tenant)
{
	ck_assert_int_eq(run("tenant add uni --time-zone Mars/Olympus"), 1);
	ck_assert_int_eq(run("tenant show uni"), 1);
}
END_TEST

/* --- platforms -------------------------------------------------------------------------------------- */

START_TEST(a_platform_is_added_and_switched)
{
	const char *id;

	ck_assert_int_eq(run("tenant add uni"), 0);
	ck_assert_int_eq(run(PLATFORM "--deployment 1 --deployment 2 --json"), 0);
	id = json_text(json_out(), "id");
	ck_assert_str_eq(json_text(json_out(), "profile"), "moodle"); /* by its address */
	ck_assert_int_eq(run(PLATFORM), 1);
	ck_assert_ptr_nonnull(strstr(err, "is registered already"));

	ck_assert_int_eq(run("platform disable %s", id), 0);
	ck_assert_int_eq(run("platform disable %s --deployment 2", id), 0);
	ck_assert_int_eq(run("platform enable %s --deployment 3", id), 0);
	ck_assert_int_eq(run("platform show %s --json", id), 0);
	ck_assert_str_eq(json_text(json_out(), "status"), "disabled");
	ck_assert_uint_eq(
		json_object_array_length(json_array_of(json_out(), "deployments")), 3);
	ck_assert_int_eq(run("platform show %s", id), 0);
	ck_assert_ptr_nonnull(strstr(out, "2 (disabled)"));
	ck_assert_ptr_nonnull(strstr(out, "3 (active)"));
	ck_assert_int_eq(run("platform list --tenant uni"), 0);
	ck_assert_ptr_nonnull(strstr(out, "https://lms.test"));
	ck_assert_int_eq(run("platform list --tenant other"), 1);
}
END_TEST

START_TEST(addresses_that_the_service_would_not_call_are_refused_at_once)
{
	ck_assert_int_eq(run("tenant add uni"), 0);
	ck_assert_int_eq(
		run("platform add --tenant uni --issuer https://lms.test --client-id c "
		    "--auth-url https://lms.test/a --token-url https://lms.test/t "
		    "--jwks-url http://127.0.0.1/jwks"),
		1);
	ck_assert_ptr_nonnull(strstr(err, "--jwks-url cannot be used"));
}
END_TEST

/* --- keys and data ------------------------------------------------------------------------------------ */

START_TEST(a_key_is_rotated_with_time_to_spread)
{
	ck_assert_int_eq(run("key list"), 0);
	ck_assert_int_eq(run("key rotate"), 0);
	ck_assert_ptr_nonnull(strstr(out, "is published and signs from"));
	ck_assert_int_eq(run("key rotate"), 1);
	ck_assert_ptr_nonnull(strstr(err, "--now replaces both"));
	ck_assert_int_eq(run("key rotate --now"), 0);
	ck_assert_int_eq(run("key list --json"), 0);
	ck_assert_uint_eq(json_object_array_length(json_out()), 1);
	ck_assert_str_eq(json_text(json_object_array_get_idx(json_out(), 0), "state"),
			 "signing");
}
END_TEST

START_TEST(a_person_who_never_came_is_exported_and_erased_without_a_fuss)
{
	ck_assert_int_eq(run("tenant add uni"), 0);
	ck_assert_int_eq(run(PLATFORM), 0);
	ck_assert_int_eq(run("export --tenant uni --subject 7"), 0);
	ck_assert_uint_eq(
		json_object_array_length(json_array_of(json_out(), "platforms")), 1);
	ck_assert_int_eq(run("erase --tenant uni --subject 7"), 0);
	ck_assert_ptr_nonnull(strstr(out, "0 rows erased"));
	ck_assert_int_eq(run("erase --tenant uni --older-than 180d --json"), 0);
	ck_assert_int_eq(run("erase --tenant uni --course nobody"), 1);
	ck_assert_ptr_nonnull(strstr(err, "no such course"));
}
END_TEST

START_TEST(a_backup_is_a_whole_store)
{
	char path[128];
	struct stat about;

	ck_assert_int_eq(run("tenant add uni"), 0);
	ck_assert_int_eq(run("backup %s/copy.db", folder), 0);
	snprintf(path, sizeof(path), "%s/copy.db", folder);
	ck_assert_int_eq(stat(path, &about), 0);
	ck_assert_int_eq(about.st_mode & 0077, 0);
	ck_assert_int_eq(run("backup %s/none/copy.db", folder), 1);
}
END_TEST

/* --- check ------------------------------------------------------------------------------------------- */

START_TEST(check_names_each_problem_and_makes_nothing)
{
	char path[128];

	ck_assert_int_eq(run("check"), 1);
	ck_assert_ptr_nonnull(strstr(out, "backend none:"));
	ck_assert_ptr_nonnull(strstr(out, "uploads: read in a cage"));
	ck_assert_ptr_nonnull(strstr(out, "\nPDF: "));
	snprintf(path, sizeof(path), "%s/k.db", folder);
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_eq(run("check --json"), 1);
	ck_assert_uint_eq(json_object_array_length(json_array_of(json_out(), "problems")),
			  1);
	ck_assert(json_flag(json_object_of(json_out(), "uploads"), "caged", false));
}
END_TEST

START_TEST(check_notices_a_lost_secret)
{
	char path[128];

	ck_assert_int_eq(run("key rotate"), 0);
	ck_assert_int_eq(run("check --ledger --json"), 1);
	ck_assert_uint_eq(json_object_array_length(json_array_of(json_out(), "problems")),
			  1);
	snprintf(path, sizeof(path), "%s/k.db.secret", folder);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(run("check"), 1);
	ck_assert_ptr_nonnull(strstr(out, "is missing: the signing keys do not open"));
}
END_TEST

START_TEST(check_reads_the_config_aloud)
{
	FILE *file = fopen(config, "we");

	fputs("[server]\nworkers = many\n", file);
	fclose(file);
	ck_assert_int_eq(run("check"), 1);
	ck_assert_ptr_nonnull(strstr(out, "line 2: workers must be"));
	ck_assert_ptr_nonnull(strstr(out, "public_url in [server] is missing"));
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("command");
	TCase *tests = tcase_create("command");

	if (argc == 3 && text_equal(argv[1], "extract"))
		return extract_child_main(argv[2]);

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, a_command_says_what_is_wrong_with_it, 0,
			    ARRAY_LEN(usages));
	tcase_add_test(tests, a_tenant_is_added_shown_and_changed);
	tcase_add_test(tests, a_zone_that_there_is_not_adds_no_tenant);
	tcase_add_test(tests, a_platform_is_added_and_switched);
	tcase_add_test(tests,
		       addresses_that_the_service_would_not_call_are_refused_at_once);
	tcase_add_test(tests, a_key_is_rotated_with_time_to_spread);
	tcase_add_test(tests,
		       a_person_who_never_came_is_exported_and_erased_without_a_fuss);
	tcase_add_test(tests, a_backup_is_a_whole_store);
	tcase_add_test(tests, check_names_each_problem_and_makes_nothing);
	tcase_add_test(tests, check_notices_a_lost_secret);
	tcase_add_test(tests, check_reads_the_config_aloud);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
