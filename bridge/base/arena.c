/* Arena: a list of blocks, the newest first; what is too big for a block gets its own. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define BLOCK_FIRST 4096
#define BLOCK_MOST 65536

struct block {
	struct block *next;
	size_t room;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct adopted {
	struct adopted *next;
	void *object;
	void (*release)(void *object);
};

struct arena {
	struct block *blocks; /* the head is the one being filled */
	struct adopted *adopted;
	size_t cap;
	size_t used;
	size_t next_room;
};

struct arena *arena_new(size_t cap_bytes)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		log_fatal("memory.exhausted", "bytes=%zu", sizeof(*arena));
	arena->cap = cap_bytes;
	arena->next_room = BLOCK_FIRST;
	return arena;
}

void arena_free(struct arena *arena)
{
	struct block *block, *next;

	if (!arena)
		return;
	for (struct adopted *child = arena->adopted; child; child = child->next)
		child->release(child->object);
	for (block = arena->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	free(arena);
}

void arena_freep(struct arena **arena)
{
	arena_free(*arena);
	*arena = NULL;
}

static struct block *block_new(size_t room)
{
	struct block *block = malloc(sizeof(*block) + room);

	if (!block)
		log_fatal("memory.exhausted", "bytes=%zu", room);
	block->next = NULL;
	block->room = room;
	block->used = 0;
	return block;
}

/* A block with room for size bytes; an unusually big one goes behind the head. */
static struct block *block_for(struct arena *arena, size_t size)
{
	struct block *head = arena->blocks, *block;

	if (head && size <= head->room - head->used)
		return head;
	if (head && size > arena->next_room / 4) {
		block = block_new(size);
		block->next = head->next;
		head->next = block;
		return block;
	}
	block = block_new(size > arena->next_room ? size : arena->next_room);
	if (arena->next_room < BLOCK_MOST)
		arena->next_room *= 2;
	block->next = head;
	arena->blocks = block;
	return block;
}

/* Not zeroed: for callers that fill every byte. */
static void *take(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block;
	void *bytes;

	if (size > arena->cap - arena->used || size > SIZE_MAX / 2)
		log_fatal("arena.cap", "cap=%zu used=%zu asked=%zu", arena->cap,
			  arena->used, size);
	arena->used += size;
	size = (size + align - 1) / align * align;
	block = block_for(arena, size);
	bytes = block->bytes + block->used;
	block->used += size;
	return bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

char *arena_text(struct arena *arena, size_t len)
{
	return take(arena, len + 1);
}

void *arena_memdup(struct arena *arena, const void *bytes, size_t len)
{
	char *copy = arena_text(arena, len);

	if (len)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_memdup(arena, text, strlen(text)) : NULL;
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
	return text ? arena_memdup(arena, text, strnlen(text, len)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char short_one[256]; /* most are: then it is formatted once */
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(short_one, sizeof(short_one), format, again);
	va_end(again);
	if (len < 0)
		log_fatal("arena.format", "format=%s", format);
	if ((size_t)len < sizeof(short_one))
		return arena_memdup(arena, short_one, (size_t)len);
	text = arena_text(arena, (size_t)len);
	vsnprintf(text, (size_t)len + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_adopt(struct arena *arena, void *object, void (*release)(void *object))
{
	struct adopted *child = arena_alloc(arena, sizeof(*child));

	child->object = object;
	child->release = release;
	child->next = arena->adopted;
	arena->adopted = child;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
