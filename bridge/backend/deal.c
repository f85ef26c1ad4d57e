/*
 * Dealing. Whose turn it is, is asked at three levels at once: the claim whose tenant would have
 * had the fewest turns after this one, among those its course, among those its node.
 */
#include "backend/deal.h"

#include <string.h>

unsigned deal_share(unsigned slots, unsigned nodes, unsigned rank)
{
	return nodes ? slots / nodes + (rank < slots % nodes) : slots;
}

void deal_add(struct deal *deal, struct claim *claim)
{
	struct claim **at = &deal->claims;

	while (*at)
		at = &(*at)->next;
	claim->next = NULL;
	*at = claim;
}

/* Parties */

struct deal_party *deal_party(struct deal_backend *backend, struct arena *arena,
			      struct deal_party *within, const char *name)
{
	struct deal_party **at = &backend->parties;
	unsigned rank = 0;

	for (; *at; at = &(*at)->next, rank++)
		if ((*at)->within == within && strcmp((*at)->name, name) == 0)
			return *at;
	*at = arena_alloc(arena, sizeof(**at));
	(*at)->name = name;
	(*at)->within = within;
	(*at)->rank = rank;
	return *at;
}

static bool wants(const struct claim *claim, size_t backend)
{
	return claim->backends & (UINT32_C(1) << backend);
}

static void seat(struct deal *deal, size_t backend, struct arena *arena)
{
	for (struct claim *claim = deal->claims; claim; claim = claim->next) {
		const char *const names[] = {claim->tenant, claim->course, claim->node};
		struct deal_party *within = NULL;

		for (int level = 0; level < 3 && wants(claim, backend); level++) {
			within = deal_party(&deal->backends[backend], arena, within,
					    names[level]);
			within->waits = true;
			claim->party[level] = within;
		}
	}
}

/*
 * Only differences count: from the least of those who wait beside it. Whoever is new begins with
 * that and has no credit from before.
 */
static void count_from_the_least(struct deal_backend *backend)
{
	int64_t tenants_least = INT64_MAX;

	for (struct deal_party *party = backend->parties; party; party = party->next)
		party->least = INT64_MAX;
	for (struct deal_party *party = backend->parties; party; party = party->next) {
		int64_t *least = party->within ? &party->within->least : &tenants_least;

		if (party->waits && party->known && party->turns < *least)
			*least = party->turns;
	}
	for (struct deal_party *party = backend->parties; party; party = party->next) {
		int64_t least = party->within ? party->within->least : tenants_least;

		party->turns =
			party->known && least != INT64_MAX ? party->turns - least : 0;
		party->foreseen = party->turns;
	}
}

/* Turns */

static int64_t step(const struct claim *claim, int level)
{
	unsigned weight = level == 0 ? claim->weight : level == 2 ? claim->count : 1;

	return DEAL_TURN / (weight ? weight : 1);
}

static bool before(const struct claim *a, const struct claim *b)
{
	for (int level = 0; level < 3; level++) {
		const struct deal_party *one = a->party[level], *other = b->party[level];
		int64_t one_turns = one->foreseen + step(a, level);
		int64_t other_turns = other->foreseen + step(b, level);

		if (one == other)
			continue;
		return one_turns != other_turns ? one_turns < other_turns
						: one->rank < other->rank;
	}
	return false; /* of one course at one node: as they stand in the list */
}

static struct claim *next_in_turn(const struct deal *deal, size_t backend)
{
	struct claim *first = NULL;

	for (struct claim *claim = deal->claims; claim; claim = claim->next)
		if (claim->left && wants(claim, backend) &&
		    (!first || before(claim, first)))
			first = claim;
	return first;
}

static void foresee_turn(struct claim *claim)
{
	claim->left--;
	for (int level = 0; level < 3; level++)
		claim->party[level]->foreseen += step(claim, level);
}

static void take_turn(struct claim *claim, size_t backend)
{
	claim->waiting--;
	claim->granted[backend]++;
	for (int level = 0; level < 3; level++)
		claim->party[level]->turns += step(claim, level);
}

static unsigned free_slots(const struct deal_backend *backend)
{
	unsigned used = backend->busy + backend->elsewhere;

	return used < backend->slots ? backend->slots - used : 0;
}

static void give(struct deal *deal, size_t index)
{
	struct deal_backend *backend = &deal->backends[index];
	unsigned free = free_slots(backend);
	struct claim *claim;

	backend->held = backend->busy;
	backend->left = 0;
	for (; free && (claim = next_in_turn(deal, index)); free--) {
		foresee_turn(claim);
		if (claim->ours) {
			take_turn(claim, index);
			backend->held++;
		} else {
			backend->left++;
		}
	}
}

/* With nobody waiting each keeps its share at hand, so that a question begins at once. */
static void keep_share(struct deal *deal, size_t index)
{
	struct deal_backend *backend = &deal->backends[index];
	unsigned share = deal_share(backend->slots, deal->nodes, deal->rank);
	unsigned free = free_slots(backend) - (backend->held - backend->busy);

	backend->line = false;
	for (const struct claim *claim = deal->claims; claim; claim = claim->next)
		backend->line |= claim->left && wants(claim, index);
	if (backend->line || share <= backend->held || free <= backend->left)
		return;
	free -= backend->left;
	share -= backend->held;
	backend->held += share < free ? share : free;
}

/* Places */

static bool told_here(const struct claim *claim, size_t backend)
{
	return claim->ours && claim->backends &&
	       __builtin_ctz(claim->backends) == (int)backend;
}

/* Each is told its place before the first of its backends. */
static void foresee(struct deal *deal, size_t backend)
{
	unsigned place = 0, untold = 0;
	struct claim *claim;
	struct deal_party *party;

	for (party = deal->backends[backend].parties; party; party = party->next)
		party->foreseen = party->turns;
	for (claim = deal->claims; claim; claim = claim->next) {
		claim->left = claim->waiting;
		untold += told_here(claim, backend) ? claim->waiting : 0;
	}
	while (untold && (claim = next_in_turn(deal, backend))) {
		unsigned nth = claim->waiting - claim->left;

		foresee_turn(claim);
		place++;
		if (!told_here(claim, backend))
			continue;
		claim->places[nth] = place;
		untold--;
	}
}

static void begin(struct deal *deal, struct arena *arena)
{
	deal->waiting = 0;
	for (struct claim *claim = deal->claims; claim; claim = claim->next) {
		claim->left = claim->waiting = claim->count;
		claim->told = 0;
		memset(claim->granted, 0, sizeof(claim->granted));
		claim->places = NULL;
		if (claim->ours)
			claim->places =
				arena_alloc(arena, (claim->count + 1) * sizeof(unsigned));
	}
}

void deal_run(struct deal *deal, struct arena *arena)
{
	begin(deal, arena);
	for (size_t i = 0; i < deal->backend_count; i++) {
		seat(deal, i, arena);
		count_from_the_least(&deal->backends[i]);
		give(deal, i);
	}
	for (size_t i = 0; i < deal->backend_count; i++)
		keep_share(deal, i);
	for (struct claim *claim = deal->claims; claim; claim = claim->next)
		deal->waiting += claim->waiting;
	for (size_t i = 0; i < deal->backend_count; i++) {
		seat(deal, i, arena);
		foresee(deal, i);
	}
}
