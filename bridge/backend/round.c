/* One round: lock, listen, deal, say. */
#include "backend/round.h"

#include <stdio.h>
#include <string.h>

#include "backend/said.h"
#include "base/text.h"

#define ROUND_BYTES_MAX (64 * MIB) /* 64 nodes of 128 claims, read as JSON */

static const struct round_ear *ear_for(const struct round *round, const char *id)
{
	for (size_t i = 0; i < NODES_MAX; i++)
		if (text_equal(round->ears[i].id, id))
			return &round->ears[i];
	return NULL;
}

static bool heard_before(const struct round_ear *ear, const struct node *node)
{
	return ear && ear->said_count == node->said_count;
}

/* The row that every round writes: from here on we are alone. */
static enum db_status turns_lock(struct round *round, struct db_conn *tx)
{
	const char *turns;
	enum db_status status =
		db_get_text(tx, round->arena, &turns,
			    "SELECT turns FROM line WHERE id = 'all' FOR UPDATE", "");

	if (status == DB_OK)
		turns_read(&round->deal, round->arena, turns);
	return status;
}

/* Our backends that others would not know to be waited for: any, and by what is new to us. */
struct unaware {
	uint32_t any, news;
};

static enum db_status others_hear(struct round *round, struct db_conn *tx, int64_t now_s,
				  int64_t tick_ms, struct unaware *unaware)
{
	struct deal *deal = &round->deal;
	enum db_status status =
		nodes_others(tx, round->arena, round->node, now_s, &round->others,
			     &round->other_count, &deal->rank);

	*unaware = (struct unaware){0};
	if (status != DB_OK)
		return status;
	deal->nodes = (unsigned)round->other_count + 1;
	for (size_t i = 0; i < round->other_count; i++) {
		const struct node *node = &round->others[i];
		const struct round_ear *ear = ear_for(round, node->id);
		bool old = heard_before(ear, node);
		uint32_t bits =
			said_read(deal, round->arena,
				  &(struct said_node){
					  .id = node->id,
					  .said = node->said,
					  .silent = old && tick_ms - ear->heard_ms >
								   ROUND_SILENT_MS,
				  });

		unaware->any |= bits;
		unaware->news |= old ? 0 : bits;
	}
	return status;
}

static uint32_t waiting_at(const struct deal *deal)
{
	uint32_t backends = 0;

	for (size_t i = 0; i < deal->our_count; i++)
		if (deal->ours[i].waiting)
			backends |= deal->ours[i].backends;
	return backends;
}

/* A slot was left for others, or they hold slots and do not know that we wait for one. */
static bool must_tell(const struct round *round, const struct unaware *unaware)
{
	uint32_t waiting = waiting_at(&round->deal);

	for (size_t i = 0; i < round->deal.backend_count; i++)
		if (round->deal.backends[i].left)
			return true;
	return waiting & (unaware->news | (unaware->any & ~round->waited));
}

enum db_status round_run(struct round *round, struct db_conn *tx, int64_t now_s,
			 int64_t tick_ms)
{
	struct deal *deal = &round->deal;
	struct unaware unaware;
	enum db_status status;

	round_clear(round);
	round->arena = arena_new(ROUND_BYTES_MAX);
	*deal = round->asked;
	status = turns_lock(round, tx);
	if (status == DB_OK)
		status = others_hear(round, tx, now_s, tick_ms, &unaware);
	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < deal->our_count; i++) {
		deal->ours[i].node = round->node;
		deal_add(deal, &deal->ours[i]);
	}
	deal_run(deal, round->arena);
	status = node_say(tx, round->node, said_write(deal, round->arena), now_s);
	if (status == DB_OK)
		status = db_exec(tx, "UPDATE line SET turns = $1 WHERE id = 'all'", "t",
				 turns_write(deal, round->arena));
	if (status == DB_OK && must_tell(round, &unaware))
		status = db_notify(tx, ROUND_CHANNEL, round->node);
	return status;
}

void round_keep(struct round *round, int64_t tick_ms)
{
	struct round_ear ears[NODES_MAX] = {0};

	for (size_t i = 0; i < round->other_count; i++) {
		const struct node *node = &round->others[i];
		const struct round_ear *ear = ear_for(round, node->id);

		snprintf(ears[i].id, sizeof(ears[i].id), "%s", node->id);
		ears[i].said_count = node->said_count;
		ears[i].heard_ms = heard_before(ear, node) ? ear->heard_ms : tick_ms;
	}
	memcpy(round->ears, ears, sizeof(ears));
	round->waited = waiting_at(&round->deal);
}

void round_clear(struct round *round)
{
	arena_free(round->arena);
	round->arena = NULL;
}
