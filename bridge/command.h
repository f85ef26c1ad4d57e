/*
 * Command: the `kibridge` command. A table in command.c names every command, its options
 * and its function; one file per family holds the functions. A function returns the exit
 * code.
 */
#ifndef KIBRIDGE_COMMAND_H
#define KIBRIDGE_COMMAND_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct config;
struct db;

enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1, /* standard error says why */
	EXIT_MISUSE = 2, /* wrong usage */
};

#define LINE_WORDS 4
#define LINE_OPTIONS 64

struct command;

/* One command line, parsed, and what the command has opened so far. */
struct line {
	struct arena *arena;
	const struct command *command;
	const char *config_path;
	bool json; /* --json */
	const char *words[LINE_WORDS]; /* what is not an option, behind the command's own
					  words */
	size_t word_count;
	struct {
		const char *name, *value; /* value "" for a switch */
	} options[LINE_OPTIONS];
	size_t option_count;
	struct config *config; /* opened by line_config */
	struct db *db; /* opened by line_store */
};

typedef int command_fn(struct line *line);

/** The program: parse, run, clean up. @return the exit code */
int command_main(int argc, char **argv);

/** The value of an option; NULL if it was not given. */
const char *line_option(const struct line *line, const char *name);
/** The nth value (from 0) of an option that may be repeated; NULL behind the last. */
const char *line_option_at(const struct line *line, const char *name, size_t n);

/** The config, loaded at the first call. NULL: the problems were told. */
const struct config *line_config(struct line *line);
/** The store, opened at the first call. NULL: the problem was told. */
struct db *line_store(struct line *line);

/** A sentence on standard error. @return EXIT_FAILED */
int command_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** A sentence and the command's usage on standard error. @return EXIT_MISUSE */
int command_misuse(const struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** A JSON value on standard output, for people too: indented. @return EXIT_DONE */
int command_print_json(struct json_object *value);

command_fn command_serve, command_check, command_settings;
command_fn command_tenant_add, command_tenant_list, command_tenant_show,
	command_tenant_set;
command_fn command_platform_add, command_platform_list, command_platform_show,
	command_platform_disable, command_platform_enable, command_platform_set_legacy,
	command_platform_drop_legacy;
command_fn command_key_list, command_key_rotate;
command_fn command_invite, command_export, command_erase, command_backup;

#endif
