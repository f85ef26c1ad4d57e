/*
 * Config table: every setting, one row each. Parsing, checks, defaults, what a reload may change
 * and docs/config.md all come from the rows; to add a setting is to add a row and a member of
 * struct config.
 */
#ifndef KIBRIDGE_CONFIG_TABLE_H
#define KIBRIDGE_CONFIG_TABLE_H

#include "config.h"

enum setting_type {
	SETTING_TEXT,
	SETTING_LIST, /* given again, it goes on: inih reads lines of 200 bytes */
	SETTING_FILE, /* a path */
	SETTING_URL, /* http or https, no trailing slash kept */
	SETTING_ADDRESS, /* host:port, [v6]:port */
	SETTING_STORE, /* sqlite:PATH or postgresql://… */
	SETTING_NUMBER,
	SETTING_BOOL,
	SETTING_LOG_LEVEL,
};

struct setting {
	const char *section; /* "backend" stands for every [backend NAME] */
	const char *name;
	enum setting_type type;
	size_t offset; /* in struct config, or in struct config_backend */
	const char *unit;
	const char *fallback; /* as the operator would write it; NULL: must be given */
	unsigned least, most; /* of numbers */
	bool reload; /* SIGHUP takes it over */
	const char *help;
};

extern const struct setting settings[];
extern const size_t setting_count;
#define SETTINGS_MAX 64 /* config_table.c asserts it */

#endif
