/*
 * Counter set: which counters a request belongs to. counter.c says the same from the counter's
 * side, as it adds up; the two must agree, and ledger_check compares them.
 */
#include "quota/counter_set.h"

#include "base/text.h"

#define ROOM_FIRST 16

/* clang-format off */
/*
 * Six places, each the beginning of the primary key. Nobody's place is no place: a person that is
 * NULL equals nothing, where "" would find everybody's counters once more.
 */
#define OF_OWNER \
	"SELECT c.level, c.level_id, c.person, c.role, c.pool, c.metric, c.time_window, " \
	"c.start_s, c.end_s, c.used, c.reserved, c.whole FROM (VALUES " \
	"($1, '', 'tenant'), ($1, $4, 'tenant'), ($2, '', 'course'), ($2, $4, 'course'), " \
	"($3, '', 'activity'), ($3, $4, 'activity')) AS place " \
	"CROSS JOIN counter c WHERE c.level_id = place.column1 AND c.person = place.column2 " \
	"AND c.level = place.column3 AND c.start_s <= $5 AND c.end_s > $5"
#define IN_ORDER \
	" ORDER BY c.level DESC, c.level_id, c.person, c.role, c.pool, c.metric, c.time_window"
#define OWNER_TYPES "tttt" "i"
#define OWNER_VALUES(owner) \
	(owner)->tenant, (owner)->course, (owner)->activity, \
	text_empty((owner)->person) ? NULL : (owner)->person, (owner)->admitted_s
/* clang-format on */

static struct counter_line *line_add(struct counter_set *set)
{
	struct counter_line *lines = set->lines;

	if (set->count == set->room) {
		set->room = set->room ? set->room * 2 : ROOM_FIRST;
		lines = arena_alloc(set->arena, set->room * sizeof(*lines));
		for (size_t i = 0; i < set->count; i++)
			lines[i] = set->lines[i];
		set->lines = lines;
	}
	return &lines[set->count++];
}

/* What was read belongs to its row. */
static void key_keep(struct counter_key *key, struct arena *arena)
{
	key->level = arena_strdup(arena, key->level);
	key->level_id = arena_strdup(arena, key->level_id);
	key->person = arena_strdup(arena, key->person);
	key->role = arena_strdup(arena, key->role);
	key->pool = arena_strdup(arena, key->pool);
}

enum db_status counter_set_read(struct counter_set *out, struct db_conn *conn,
				struct arena *arena, const struct owner *owner, bool lock)
{
	AUTO_ROWS *rows =
		lock ? db_query(conn, OF_OWNER IN_ORDER " FOR UPDATE", OWNER_TYPES,
				OWNER_VALUES(owner))
		     : db_query(conn, OF_OWNER, OWNER_TYPES, OWNER_VALUES(owner));

	*out = (struct counter_set){.arena = arena};
	while (db_next(rows)) {
		struct counter_line line = {.counter = {
						    .used = db_int(rows, 9),
						    .reserved = db_int(rows, 10),
						    .whole = db_int(rows, 11),
						    .kept = true,
					    }};

		if (!counter_key_read(&line.key, rows))
			return DB_FAILED;
		key_keep(&line.key, arena);
		*line_add(out) = line;
	}
	return db_rows_status(rows);
}

static struct counter_line *line_of(struct counter_set *set,
				    const struct counter_key *key)
{
	for (size_t i = 0; i < set->count; i++)
		if (counter_key_same(&set->lines[i].key, key))
			return &set->lines[i];
	return NULL;
}

/* Another end: the tenant's time zone was changed. */
static bool knows(const struct counter_line *line, const struct counter_key *key)
{
	return line && line->counter.whole && line->key.span.end_s == key->span.end_s;
}

bool counter_set_has(struct counter_set *set, const struct counter_key *key)
{
	return knows(line_of(set, key), key);
}

enum db_status counter_set_find(struct counter *out, struct counter_set *set,
				struct db_conn *conn, const struct counter_key *key)
{
	struct counter_line *line = line_of(set, key);
	enum db_status status = DB_OK;

	if (!knows(line, key)) {
		if (!line)
			line = line_add(set);
		line->key = *key;
		status = counter_add_up(&line->counter, conn, key);
	}
	*out = line->counter;
	return status;
}

/* A background call belongs to no role's counter. */
static bool counts(const struct counter_key *key, const struct owner *owner)
{
	bool of_role = text_empty(key->role) ||
		       (text_equal(key->role, owner->role) &&
			!text_equal(owner->pool, pool_name(POOL_BACKGROUND)));

	return of_role && (text_empty(key->pool) || text_equal(key->pool, owner->pool));
}

static enum db_status line_write(struct db_conn *tx, const struct counter_key *key,
				 const struct counter *counter)
{
	if (counter->kept)
		return db_exec(tx,
			       "UPDATE counter SET used = $9, reserved = $10 "
			       "WHERE " COUNTER_IS,
			       COUNTER_KEY_TYPES "ii", COUNTER_KEY_VALUES(key),
			       counter->used, counter->reserved);
	return db_exec(tx,
		       "INSERT INTO counter (" COUNTER_KEY ", used, reserved, end_s) "
		       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
		       "ON CONFLICT (" COUNTER_KEY
		       ") DO UPDATE SET end_s = excluded.end_s, "
		       "used = excluded.used, reserved = excluded.reserved, "
		       "whole = excluded.whole",
		       COUNTER_KEY_TYPES "iii", COUNTER_KEY_VALUES(key), counter->used,
		       counter->reserved, key->span.end_s);
}

enum db_status counter_set_move(struct counter_set *set, struct db_conn *tx,
				const struct owner *owner, const struct amounts *used,
				const struct amounts *reserved)
{
	enum db_status status = DB_OK;

	for (size_t i = 0; status == DB_OK && i < set->count; i++) {
		struct counter_line *line = &set->lines[i];

		if (!counts(&line->key, owner))
			continue;
		line->counter.used += used->of[line->key.metric];
		line->counter.reserved += reserved->of[line->key.metric];
		status = line_write(tx, &line->key, &line->counter);
		line->counter.kept = true;
	}
	return status;
}
