/* Ledger, ahead: the counters of limits that are about to be set. */
#include "base/text.h"
#include "quota/counter_begun.h"
#include "quota/counter_set.h"

#define ARENA_MAX ((size_t)256 * KIB)

struct preparation {
	struct counter_key *keys;
	struct counter *before;
	size_t count;
};

static bool has(const struct preparation *preparation, const struct counter_key *key)
{
	for (size_t i = 0; i < preparation->count; i++)
		if (counter_key_same(&preparation->keys[i], key))
			return true;
	return false;
}

/* What the limits look at, whoever asks, and has no row yet. */
static enum db_status keys_find(struct preparation *out, struct db_conn *conn,
				struct arena *arena, const struct zone *zone,
				const struct quota_subject *subject,
				const struct limit *limits, size_t count, int64_t now_s)
{
	static const enum quota_pool pools[] = {POOL_MAIN, POOL_PREVIEW};
	struct quota_subject all = *subject;
	struct owner owner = owner_make(subject, now_s);
	struct counter_set set;
	enum db_status status = counter_set_read(&set, conn, arena, &owner, false);

	out->keys =
		arena_alloc(arena, (count + 1) * ARRAY_LEN(pools) * sizeof(*out->keys));
	for (size_t i = 0; status == DB_OK && i < count * ARRAY_LEN(pools); i++) {
		const struct limit *limit = &limits[i / ARRAY_LEN(pools)];
		struct counter_key *key = &out->keys[out->count];

		all.pool = pools[i % ARRAY_LEN(pools)];
		counter_key_make(key, limit, &all, zone, now_s);
		if (limit->scope != SCOPE_USER && *key->level_id &&
		    !counter_set_has(&set, key) && !has(out, key))
			out->count++;
	}
	return status;
}

static enum db_status begin(struct db_conn *tx, void *arg)
{
	const struct preparation *preparation = arg;
	enum db_status status = DB_OK;

	for (size_t i = 0; status == DB_OK && i < preparation->count; i++)
		status = counter_begin(tx, &preparation->keys[i]);
	return status;
}

static enum db_status look_back(struct preparation *preparation, struct db_conn *conn)
{
	enum db_status status = db_snapshot_begin_safe(conn);

	if (status != DB_OK)
		return status;
	for (size_t i = 0; status == DB_OK && i < preparation->count; i++)
		status = counter_look_back(&preparation->before[i], conn,
					   &preparation->keys[i]);
	db_snapshot_end(conn);
	return status;
}

static enum db_status complete(struct db_conn *tx, void *arg)
{
	const struct preparation *preparation = arg;
	enum db_status status = DB_OK;

	for (size_t i = 0; status == DB_OK && i < preparation->count; i++)
		if (preparation->before[i].whole)
			status = counter_complete(tx, &preparation->keys[i],
						  &preparation->before[i]);
	return status;
}

enum db_status ledger_prepare(struct db *db, const struct zone *zone,
			      const struct quota_subject *subject,
			      const struct limit *limits, size_t count, int64_t now_s)
{
	AUTO_ARENA *arena = arena_new(ARENA_MAX);
	struct db_conn *conn = db_reader(db);
	struct preparation preparation = {0};
	enum db_status status = DB_FAILED;

	if (conn)
		status = keys_find(&preparation, conn, arena, zone, subject, limits,
				   count, now_s);
	if (status != DB_OK || !preparation.count)
		return status;
	preparation.before =
		arena_alloc(arena, preparation.count * sizeof(*preparation.before));
	status = db_write(db, begin, &preparation);
	if (status == DB_OK)
		status = look_back(&preparation, conn);
	if (status == DB_OK)
		status = db_write(db, complete, &preparation);
	return status;
}
