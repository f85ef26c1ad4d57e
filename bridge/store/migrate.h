/*
 * Migrate: the numbered SQL files of migrations/, embedded when the program is built. A store gets
 * each one that it has not got, whatever the numbers: work in parallel lands in any order.
 */
#ifndef KIBRIDGE_STORE_MIGRATE_H
#define KIBRIDGE_STORE_MIGRATE_H

#include <stddef.h>
#include <stdint.h>

struct migration {
	int64_t version; /* ascending */
	const char *name; /* "0001_first_light" */
	const char *sql;
};

extern const struct migration migrations[]; /* ascending; made by embed.cmake */
extern const size_t migration_count;

#endif
