/* Literals: a hash table with open addressing; entries stay until the connection goes. */
#include "store/literals.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/engine.h"

#define FIRST_ROOM 64

struct literal_entry {
	const char *sql;
	char *text; /* a copy: the address alone could belong to another text by now */
	void *prepared;
};

static size_t slot_of(const struct literals *literals, const char *sql)
{
	size_t slot = (size_t)(((uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15)) >> 32);

	for (slot &= literals->room - 1; literals->entries[slot].sql;
	     slot++, slot &= literals->room - 1)
		if (literals->entries[slot].sql == sql)
			break;
	return slot;
}

void *literals_get(const struct literals *literals, const char *sql)
{
	const struct literal_entry *entry;

	if (!literals->room)
		return NULL;
	entry = &literals->entries[slot_of(literals, sql)];
	if (!entry->sql)
		return NULL;
	if (strcmp(entry->text, sql) != 0)
		store_misused("store.sql_not_literal");
	return entry->prepared;
}

static void grow(struct literals *literals)
{
	struct literals larger = {
		.room = literals->room ? literals->room * 2 : FIRST_ROOM,
		.count = literals->count,
	};

	larger.entries = store_alloc(larger.room * sizeof(*larger.entries));
	for (size_t i = 0; i < literals->room; i++)
		if (literals->entries[i].sql)
			larger.entries[slot_of(&larger, literals->entries[i].sql)] =
				literals->entries[i];
	free(literals->entries);
	*literals = larger;
}

void literals_put(struct literals *literals, const char *sql, void *prepared)
{
	struct literal_entry *entry;

	if (literals->count * 2 >= literals->room)
		grow(literals);
	entry = &literals->entries[slot_of(literals, sql)];
	entry->sql = sql;
	entry->text = store_strdup(sql);
	entry->prepared = prepared;
	literals->count++;
}

void literals_clear(struct literals *literals, void (*release)(void *prepared))
{
	for (size_t i = 0; i < literals->room; i++) {
		if (!literals->entries[i].sql)
			continue;
		release(literals->entries[i].prepared);
		free(literals->entries[i].text);
	}
	free(literals->entries);
	*literals = (struct literals){0};
}
