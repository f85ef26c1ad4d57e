/*
 * Command: the table of commands, the parser of their options, and what every command
 * needs: config, store, and sentences on standard error.
 */
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "config.h"
#include "extract/extract.h"
#include "store/db.h"

#define CONFIG_PATH "/etc/kibridge/kibridge.conf"
#define LINE_ARENA_BYTES ((size_t)1 << 30) /* an export of one person may be long */
#define OPTIONS_MAX 12

struct option {
	const char *name;
	const char *value; /* what stands for the value in the usage; NULL: a switch */
	bool needed, many;
};

struct command {
	const char *family, *verb; /* verb NULL: the family is the command */
	const char *word; /* its one argument as the usage shows it; NULL: takes none */
	bool word_needed;
	command_fn *run;
	const char *help;
	struct option options[OPTIONS_MAX];
};

/* clang-format off */
#define JSON   { "json", NULL, false, false }
#define TENANT { "tenant", "NAME", true, false }

static const struct command commands[] = {
	{ "serve", NULL, NULL, false, command_serve, "run the service until SIGTERM", { { 0 } } },
	{ "check", NULL, NULL, false, command_check, "say what is wrong with config, store, keys and backends",
	  { { "ledger", NULL, false, false }, JSON } },
	{ "settings", NULL, NULL, false, command_settings, "print every setting of the config file, in Markdown", { { 0 } } },
	{ "tenant", "add", "NAME", true, command_tenant_add, "add a tenant (one university)",
	  { { "time-zone", "ZONE", false, false }, JSON } },
	{ "tenant", "list", NULL, false, command_tenant_list, "list the tenants", { JSON } },
	{ "tenant", "show", "NAME", true, command_tenant_show, "show a tenant and its settings", { JSON } },
	{ "tenant", "set", "KEY=VALUE", true, command_tenant_set, "change a setting of a tenant", { TENANT, JSON } },
	{ "invite", NULL, NULL, false, command_invite, "print a one-time registration address for an LMS admin",
	  { TENANT, { "expires", "7d", false, false }, JSON } },
	{ "platform", "add", NULL, false, command_platform_add, "register an LMS by hand",
	  { TENANT, { "issuer", "URL", true, false }, { "client-id", "ID", true, false },
	    { "auth-url", "URL", true, false }, { "token-url", "URL", true, false },
	    { "jwks-url", "URL", true, false }, { "token-audience", "TEXT", false, false },
	    { "deployment", "ID", false, true }, { "profile", "moodle|ilias|kibridge_ilias|generic", false, false },
	    { "name", "TEXT", false, false }, JSON } },
	{ "platform", "list", NULL, false, command_platform_list, "list the registered LMS",
	  { { "tenant", "NAME", false, false }, JSON } },
	{ "platform", "show", "ID", true, command_platform_show, "show one LMS and its deployments", { JSON } },
	{ "platform", "disable", "ID", true, command_platform_disable, "refuse launches from an LMS, or one of its deployments",
	  { { "deployment", "ID", false, false }, JSON } },
	{ "platform", "enable", "ID", true, command_platform_enable, "accept launches from an LMS, or one of its deployments",
	  { { "deployment", "ID", false, false }, JSON } },
	{ "platform", "set-legacy", "ID", true, command_platform_set_legacy, "believe the signed LTI 1.1 ids of an LMS's launches",
	  { { "key", "TEXT", true, false }, { "secret-file", "FILE", true, false }, { "from", "ID", false, false }, JSON } },
	{ "platform", "drop-legacy", "ID", true, command_platform_drop_legacy, "forget a consumer of LTI 1.1",
	  { { "key", "TEXT", true, false }, JSON } },
	{ "key", "list", NULL, false, command_key_list, "list our signing keys", { JSON } },
	{ "key", "rotate", NULL, false, command_key_rotate, "publish a new signing key; it signs once LMS caches know it",
	  { { "now", NULL, false, false }, JSON } },
	{ "export", NULL, NULL, false, command_export, "print everything held on one person, JSON",
	  { TENANT, { "subject", "SUB", true, false }, JSON } },
	{ "erase", NULL, NULL, false, command_erase, "erase a person, a course, or what is old",
	  { TENANT, { "subject", "SUB", false, false }, { "course", "ID", false, false },
	    { "older-than", "180d", false, false }, JSON } },
	{ "backup", NULL, "FILE", true, command_backup, "consistent copy of the store while it serves", { JSON } },
};
/* clang-format on */

/* --- usage
 * ------------------------------------------------------------------------------- */

static void usage_line(FILE *out, const struct command *command)
{
	fprintf(out, "kibridge %s%s%s", command->family, command->verb ? " " : "",
		command->verb ? command->verb : "");
	if (command->word)
		fprintf(out, command->word_needed ? " %s" : " [%s]", command->word);
	for (const struct option *option = command->options; option->name; option++) {
		fprintf(out, option->needed ? " --%s" : " [--%s", option->name);
		if (option->value)
			fprintf(out, " %s", option->value);
		fprintf(out, "%s%s", option->needed ? "" : "]",
			option->many ? "..." : "");
	}
	fputc('\n', out);
}

/* Everything, or one family of commands. */
static void usage(FILE *out, const char *family)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (family && !text_equal(family, commands[i].family))
			continue;
		usage_line(out, &commands[i]);
		fprintf(out, "        %s\n", commands[i].help);
	}
	fprintf(out, "\nAll take --config FILE (else KIBRIDGE_CONFIG, else " CONFIG_PATH
		     ") and --help.\n"
		     "Exit codes: 0 done, 1 it failed and standard error says why, 2 "
		     "wrong usage.\n");
}

int command_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("kibridge: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return EXIT_FAILED;
}

int command_misuse(const struct line *line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("kibridge: ", stderr);
	vfprintf(stderr, format, args);
	fputs("\nusage: ", stderr);
	va_end(args);
	if (line->command)
		usage_line(stderr, line->command);
	else
		fputs("kibridge COMMAND … (kibridge --help lists them)\n", stderr);
	return EXIT_MISUSE;
}

int command_print_json(struct json_object *value)
{
	puts(json_object_to_json_string_ext(
		value, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	return EXIT_DONE;
}

/* --- what commands ask for
 * ---------------------------------------------------------------- */

const char *line_option_at(const struct line *line, const char *name, size_t n)
{
	for (size_t i = 0; i < line->option_count; i++)
		if (text_equal(line->options[i].name, name) && n-- == 0)
			return line->options[i].value;
	return NULL;
}

const char *line_option(const struct line *line, const char *name)
{
	return line_option_at(line, name, 0);
}

static void problem_tell(void *owner, const char *sentence)
{
	(void)owner;
	command_fail("%s", sentence);
}

const struct config *line_config(struct line *line)
{
	if (!line->config)
		line->config = config_load(line->config_path, problem_tell, NULL);
	return line->config;
}

struct db *line_store(struct line *line)
{
	const struct config *config = line_config(line);
	struct db_options options = {0};
	char error[256] = "";

	if (!config || line->db)
		return line->db;
	options.url = config->store_url;
	if (db_open(&line->db, &options, error) != DB_OK) {
		line->db = NULL;
		command_fail("the store cannot be opened: %s", error);
	}
	return line->db;
}

/* --- parsing
 * ------------------------------------------------------------------------------ */

static const struct command *command_find(const char *family, const char *verb,
					  bool *family_known)
{
	*family_known = false;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (!text_equal(family, commands[i].family))
			continue;
		*family_known = true;
		if (!commands[i].verb || text_equal(verb, commands[i].verb))
			return &commands[i];
	}
	return NULL;
}

static const struct option *option_find(const struct command *command, const char *name)
{
	static const struct option everywhere[] = {{"config", "FILE", false, false},
						   {"help", NULL, false, false}};

	for (const struct option *option = command->options; option->name; option++)
		if (text_equal(option->name, name))
			return option;
	for (size_t i = 0; i < ARRAY_LEN(everywhere); i++)
		if (text_equal(everywhere[i].name, name))
			return &everywhere[i];
	return NULL;
}

/* One option at argv[*at]; steps over its value. EXIT_DONE, or what was wrong was told.
 */
static int option_take(struct line *line, char **argv, int argc, int *at)
{
	const char *name = argv[*at] + 2, *equals = strchr(name, '=');
	const struct option *option;
	const char *value = "";

	if (equals)
		name = arena_strndup(line->arena, name, (size_t)(equals - name));
	option = option_find(line->command, name);
	if (!option)
		return command_misuse(line, "there is no option --%s here", name);
	if (option->value && equals)
		value = equals + 1;
	else if (option->value && *at + 1 < argc)
		value = argv[++*at];
	else if (option->value)
		return command_misuse(line, "--%s needs a value", name);
	else if (equals)
		return command_misuse(line, "--%s takes no value", name);
	if (line_option(line, name) && !option->many)
		return command_misuse(line, "--%s is given twice", name);
	if (line->option_count == LINE_OPTIONS)
		return command_misuse(line, "more than %d options", LINE_OPTIONS);
	line->options[line->option_count].name = option->name;
	line->options[line->option_count++].value = value;
	return EXIT_DONE;
}

/* The rest of the command line, from argv[at]. */
static int line_parse(struct line *line, char **argv, int argc, int at)
{
	bool words_only = false;

	for (; at < argc; at++) {
		if (!words_only && text_equal(argv[at], "--")) {
			words_only = true;
		} else if (!words_only && text_starts_with(argv[at], "--")) {
			int code = option_take(line, argv, argc, &at);

			if (code != EXIT_DONE)
				return code;
		} else if (line->word_count == (line->command->word ? 1 : 0)) {
			return command_misuse(line, "\"%s\" is one word too many",
					      argv[at]);
		} else {
			line->words[line->word_count++] = argv[at];
		}
	}
	if (line_option(line, "help"))
		return EXIT_DONE; /* then nothing is needed */
	if (line->command->word_needed && line->word_count == 0)
		return command_misuse(line, "%s is missing", line->command->word);
	for (const struct option *option = line->command->options; option->name; option++)
		if (option->needed && !line_option(line, option->name))
			return command_misuse(line, "--%s is missing", option->name);
	return EXIT_DONE;
}

static const char *config_path(const struct line *line)
{
	const char *path = line_option(line, "config");

	if (!path)
		path = getenv("KIBRIDGE_CONFIG");
	return text_empty(path) ? CONFIG_PATH : path;
}

static int line_run(struct line *line, int argc, char **argv)
{
	const char *family = argc > 1 ? argv[1] : NULL;
	bool family_known;
	int code;

	if (!family)
		return command_misuse(line, "which command?");
	if (text_equal(family, "--help") || text_equal(family, "help")) {
		usage(stdout, NULL);
		return EXIT_DONE;
	}
	line->command = command_find(family, argc > 2 ? argv[2] : NULL, &family_known);
	if (!line->command) {
		if (family_known && argc > 2 && text_equal(argv[2], "--help")) {
			usage(stdout, family);
			return EXIT_DONE;
		}
		if (!family_known)
			return command_misuse(line, "there is no command \"%s\"", family);
		command_misuse(line, "%s what?", family);
		usage(stderr, family);
		return EXIT_MISUSE;
	}
	code = line_parse(line, argv, argc, line->command->verb ? 3 : 2);
	if (code != EXIT_DONE)
		return code;
	if (line_option(line, "help")) {
		usage_line(stdout, line->command);
		printf("        %s\n", line->command->help);
		return EXIT_DONE;
	}
	line->json = line_option(line, "json") != NULL;
	line->config_path = config_path(line);
	return line->command->run(line);
}

/* Not a command for people: how the service reads an uploaded file (feedback/extract.h). */
static bool is_extraction(int argc, char **argv)
{
	return argc == 3 && text_equal(argv[1], "extract");
}

int command_main(int argc, char **argv)
{
	struct line line;
	int code;

	if (is_extraction(argc, argv))
		return extract_child_main(argv[2]);
	line = (struct line){.arena = arena_new(LINE_ARENA_BYTES)};
	log_level_set(LOG_WARN); /* serve sets its own from the config */
	code = line_run(&line, argc, argv);
	db_close(line.db);
	config_free(line.config);
	arena_free(line.arena);
	return code;
}

int command_settings(struct line *line)
{
	(void)line;
	config_print_markdown(stdout);
	return EXIT_DONE;
}
