/*
 * {"slots": [["central", held, busy, hold_ms, line], …],
 *  "waiting": [["tenant", "course", weight, backends, count], …]}     backends: bits, as in slots
 *
 * {"central": [["tenant", turns, [["course", turns, [["node", turns], …]], …]], …], …}
 */
#include "backend/said.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define COUNT_MAX 100000 /* of anything that another node says */

/* Writing */

static void add_int(struct json_object *array, int64_t value)
{
	json_add(array, json_object_new_int64(value));
}

static struct json_object *slots_of(const struct deal_backend *backend,
				    struct arena *arena)
{
	struct json_object *slots = json_list(arena);

	json_add_text(slots, backend->name);
	add_int(slots, backend->held);
	add_int(slots, backend->busy);
	add_int(slots, (int64_t)backend->hold_ms);
	add_int(slots, backend->line);
	return slots;
}

static struct json_object *waiting_of(const struct claim *claim, struct arena *arena)
{
	struct json_object *waiting = json_list(arena);

	json_add_text(waiting, claim->tenant);
	json_add_text(waiting, claim->course);
	add_int(waiting, claim->weight);
	add_int(waiting, claim->backends);
	add_int(waiting, claim->waiting);
	return waiting;
}

const char *said_write(const struct deal *deal, struct arena *arena)
{
	struct json_object *word = json_new(arena);
	struct json_object *slots = json_list(arena), *waiting = json_list(arena);

	for (size_t i = 0; i < deal->backend_count; i++)
		json_add(slots, slots_of(&deal->backends[i], arena));
	for (size_t i = 0; i < deal->our_count; i++)
		if (deal->ours[i].waiting)
			json_add(waiting, waiting_of(&deal->ours[i], arena));
	json_put(word, "slots", slots);
	json_put(word, "waiting", waiting);
	return json_write(word);
}

static struct json_object *parties_of(const struct deal_backend *backend,
				      const struct deal_party *within,
				      struct arena *arena)
{
	struct json_object *list = json_list(arena);

	for (const struct deal_party *party = backend->parties; party;
	     party = party->next) {
		struct json_object *entry;

		if (party->within != within || !party->waits)
			continue;
		entry = json_list(arena);
		json_add_text(entry, party->name);
		add_int(entry, party->turns);
		if (!within || !within->within)
			json_add(entry, parties_of(backend, party, arena));
		json_add(list, entry);
	}
	return list;
}

const char *turns_write(const struct deal *deal, struct arena *arena)
{
	struct json_object *turns = json_new(arena);

	for (size_t i = 0; i < deal->backend_count; i++)
		if (*deal->backends[i].name)
			json_put(turns, deal->backends[i].name,
				 parties_of(&deal->backends[i], NULL, arena));
	return json_write(turns);
}

/* Reading: other nodes are ours, but may be of another version. */

static const char *text_at(struct json_object *array, size_t index)
{
	struct json_object *value = json_object_array_get_idx(array, index);

	return json_object_is_type(value, json_type_string)
		       ? json_object_get_string(value)
		       : "";
}

static unsigned number_at(struct json_object *array, size_t index)
{
	int64_t value = json_object_get_int64(json_object_array_get_idx(array, index));

	return value < 0 ? 0 : value > COUNT_MAX ? COUNT_MAX : (unsigned)value;
}

static size_t length(struct json_object *array)
{
	return json_object_is_type(array, json_type_array)
		       ? json_object_array_length(array)
		       : 0;
}

static struct deal_backend *backend_named(struct deal *deal, const char *name)
{
	for (size_t i = 0; i < deal->backend_count; i++)
		if (text_equal(deal->backends[i].name, name))
			return &deal->backends[i];
	return NULL;
}

static uint32_t bit_of(const struct deal *deal, const struct deal_backend *backend)
{
	return backend ? UINT32_C(1) << (backend - deal->backends) : 0;
}

/* A node's bits as ours: its order of backends may be another. */
static uint32_t backends_of(struct deal *deal, struct json_object *slots, uint32_t theirs)
{
	uint32_t ours = 0;

	for (size_t i = 0; i < length(slots) && i < DEAL_BACKENDS_MAX; i++)
		if (theirs & (UINT32_C(1) << i))
			ours |= bit_of(
				deal,
				backend_named(
					deal,
					text_at(json_object_array_get_idx(slots, i), 0)));
	return ours;
}

static void claims_read(struct deal *deal, struct arena *arena, const char *node,
			struct json_object *word)
{
	struct json_object *slots = json_array_of(word, "slots");
	struct json_object *waiting = json_array_of(word, "waiting");

	for (size_t i = 0; i < length(waiting) && i < DEAL_CLAIMS_MAX; i++) {
		struct json_object *entry = json_object_array_get_idx(waiting, i);
		struct claim *claim;

		if (length(entry) < 5)
			continue;
		claim = arena_alloc(arena, sizeof(*claim));
		*claim = (struct claim){
			.node = node,
			.tenant = text_at(entry, 0),
			.course = text_at(entry, 1),
			.weight = number_at(entry, 2),
			.count = number_at(entry, 4),
		};
		claim->backends =
			backends_of(deal, slots,
				    (uint32_t)json_object_get_int64(
					    json_object_array_get_idx(entry, 3)));
		deal_add(deal, claim);
	}
}

static void share_count(struct deal *deal)
{
	for (size_t i = 0; i < deal->backend_count; i++) {
		unsigned share = deal_share(deal->backends[i].slots, deal->nodes, 0);

		deal->backends[i].elsewhere += share ? share : 1;
	}
}

uint32_t said_read(struct deal *deal, struct arena *arena, const struct said_node *node)
{
	struct json_object *word = json_parse(arena, node->said, strlen(node->said));
	struct json_object *slots = json_array_of(word, "slots");
	uint32_t unaware = 0;

	if (!word)
		share_count(deal);
	for (size_t i = 0; i < length(slots); i++) {
		struct json_object *entry = json_object_array_get_idx(slots, i);
		struct deal_backend *backend = NULL;

		if (length(entry) >= 5)
			backend = backend_named(deal, text_at(entry, 0));
		if (!backend)
			continue;
		backend->elsewhere += number_at(entry, 1);
		if (backend->hold_ms <= 0)
			backend->hold_ms = number_at(entry, 3);
		if (number_at(entry, 1) && !number_at(entry, 4))
			unaware |= bit_of(deal, backend);
	}
	if (!node->silent)
		claims_read(deal, arena, node->id, word);
	return unaware;
}

static void parties_read(struct deal_backend *backend, struct arena *arena,
			 struct deal_party *within, unsigned level,
			 struct json_object *list)
{
	for (size_t i = 0; i < length(list); i++) {
		struct json_object *entry = json_object_array_get_idx(list, i);
		struct deal_party *party;

		if (length(entry) < 2)
			continue;
		party = deal_party(backend, arena, within, text_at(entry, 0));
		party->known = true;
		party->turns = json_object_get_int64(json_object_array_get_idx(entry, 1));
		if (level < 2)
			parties_read(backend, arena, party, level + 1,
				     json_object_array_get_idx(entry, 2));
	}
}

void turns_read(struct deal *deal, struct arena *arena, const char *text)
{
	struct json_object *turns = json_parse(arena, text, strlen(text));

	for (size_t i = 0; i < deal->backend_count; i++)
		parties_read(&deal->backends[i], arena, NULL, 0,
			     json_array_of(turns, deal->backends[i].name));
}
