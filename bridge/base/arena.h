/*
 * Arena: memory that lives as long as one piece of work (a request, a turn, a migration) and
 * goes all at once. Handlers allocate without freeing and return from anywhere.
 *
 * Out of memory, or past the arena's cap, the process logs and aborts: the ledger and the store
 * are crash-safe, a half-served request is not (docs/decisions/0003-memory.md). Parsers of
 * foreign bytes therefore check sizes before they allocate.
 */
#ifndef KIBRIDGE_BASE_ARENA_H
#define KIBRIDGE_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/** @cap_bytes the most the arena may ever hold; a cap at birth for everything peer-fed. */
struct arena *arena_new(size_t cap_bytes);
void arena_free(struct arena *arena); /* NULL is fine */

/** Zeroed, aligned for any type; never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
/** Room for a text of @len bytes and the NUL behind it: the caller writes all of them. */
char *arena_text(struct arena *arena, size_t len);
char *arena_strdup(struct arena *arena, const char *text); /* NULL stays NULL */
char *arena_strndup(struct arena *arena, const char *text, size_t len);
/** Adds a NUL behind. */
void *arena_memdup(struct arena *arena, const void *bytes, size_t len);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/** Run release(object) when the arena goes, last adopted first (json-c trees, curl lists). */
void arena_adopt(struct arena *arena, void *object, void (*release)(void *object));

/** Bytes handed out so far. */
size_t arena_used(const struct arena *arena);

#define AUTO_ARENA __attribute__((cleanup(arena_freep))) struct arena
void arena_freep(struct arena **arena);

#endif
