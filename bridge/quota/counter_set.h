/*
 * Counter set: every counter that one request belongs to, read with one statement and locked in
 * the order that all keep to, moved, and written back row by row. Room-internal.
 */
#ifndef KIBRIDGE_QUOTA_COUNTER_SET_H
#define KIBRIDGE_QUOTA_COUNTER_SET_H

#include "quota/counter.h"

struct counter_line {
	struct counter_key key;
	struct counter counter;
};

struct counter_set {
	struct arena *arena; /* holds the lines and their texts */
	struct counter_line *lines;
	size_t count, room;
};

/**
 * The counters there are for this owner's tenant, course and activity, of all and of the person,
 * whatever their role and pool, in the windows that hold admitted_s.
 * @lock in a transaction that goes on to change them
 */
enum db_status counter_set_read(struct counter_set *out, struct db_conn *conn,
				struct arena *arena, const struct owner *owner,
				bool lock);
/** Without adding up. */
bool counter_set_has(struct counter_set *set, const struct counter_key *key);
/**
 * One of them; added up, and from now on of the set, if it had no row: then the key's texts must
 * live as long as the set.
 */
enum db_status counter_set_find(struct counter *out, struct counter_set *set,
				struct db_conn *conn, const struct counter_key *key);
/** Change what counts this owner's requests, and make the rows that were added up. */
enum db_status counter_set_move(struct counter_set *set, struct db_conn *tx,
				const struct owner *owner, const struct amounts *used,
				const struct amounts *reserved);

#endif
