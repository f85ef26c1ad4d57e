/*
 * Literals: what a connection prepared, found again by the address of the SQL's string
 * literal. The text is compared too, so that SQL put together in a buffer is found out at
 * once.
 */
#ifndef KIBRIDGE_STORE_LITERALS_H
#define KIBRIDGE_STORE_LITERALS_H

#include <stddef.h>

struct literals {
	struct literal_entry *entries;
	size_t room; /* a power of two */
	size_t count;
};

/** What was put under this literal, or NULL. */
void *literals_get(const struct literals *literals, const char *sql);
void literals_put(struct literals *literals, const char *sql, void *prepared);
/** Releases every entry with release, and the table. */
void literals_clear(struct literals *literals, void (*release)(void *prepared));

#endif
