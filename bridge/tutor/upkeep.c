/*
 * Upkeep of the turns under way: their leases renewed so that no sweeper takes them for
 * dead, and their text so far stored, so that a crash loses seconds and another node can
 * show it.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "quota/lease.h"
#include "tutor/live_socket.h"
#include "tutor/turn.h"

struct entry {
	const char *turn, *answer, *reasoning; /* answer NULL: nothing new */
};

struct upkeep {
	struct live *live;
	struct arena *arena;
	struct entry *entries;
	size_t count;
	int64_t now_s;
};

static void collect(void *owner, struct running *running)
{
	struct upkeep *upkeep = owner;
	struct entry *entry = &upkeep->entries[upkeep->count++];
	const char *answer, *reasoning;

	entry->turn = arena_strdup(upkeep->arena, running_asked(running)->turn.id);
	if (running_grew(running, &answer, &reasoning)) {
		entry->answer = arena_strdup(upkeep->arena, answer);
		entry->reasoning = arena_strdup(upkeep->arena, reasoning);
	}
}

static enum db_status upkeep_write(struct db_conn *tx, void *arg)
{
	struct upkeep *upkeep = arg;
	enum db_status status = DB_OK;

	for (size_t i = 0; i < upkeep->count && status == DB_OK; i++) {
		const struct entry *entry = &upkeep->entries[i];

		status = lease_renew(tx, entry->turn, upkeep->now_s + QUESTION_LEASE_S);
		if (status == DB_OK && entry->answer)
			status = turn_checkpoint(tx, entry->turn, entry->answer,
						 entry->reasoning);
	}
	return status;
}

static void upkeep_run(void *arg)
{
	struct upkeep *upkeep = arg;
	enum db_status status = db_write(upkeep->live->parts->db, upkeep_write, upkeep);

	if (status != DB_OK)
		log_warn("turn.upkeep_failed", "turns=%zu status=%s", upkeep->count,
			 db_status_text(status));
}

static void upkeep_done(void *arg)
{
	struct upkeep *upkeep = arg;

	upkeep->live->upkeep_busy = false;
	arena_free(upkeep->arena);
}

void live_upkeep(void *owner)
{
	struct live *live = owner;
	size_t count = running_count(live->running);
	struct arena *arena;
	struct upkeep *upkeep;

	if (live->upkeep_busy || count == 0)
		return;
	arena = arena_new(1024UL * 1024 * 1024);
	upkeep = arena_alloc(arena, sizeof(*upkeep));
	upkeep->live = live;
	upkeep->arena = arena;
	upkeep->now_s = clock_now_s();
	upkeep->entries = arena_alloc(arena, count * sizeof(*upkeep->entries));
	running_each(live->running, collect, upkeep);
	live->upkeep_busy = true;
	loop_work(live->parts->loop, upkeep_run, upkeep_done, upkeep);
}
