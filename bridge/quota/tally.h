/*
 * Tally: every counter that one request belongs to, read with one statement and locked in the
 * order that all keep to, moved, and written back row by row. Room-internal.
 */
#ifndef KIBRIDGE_QUOTA_TALLY_H
#define KIBRIDGE_QUOTA_TALLY_H

#include "quota/counter.h"

struct tally_line {
	struct counter_key key;
	struct counter counter;
};

struct tally {
	struct arena *arena; /* holds the lines and their texts */
	struct tally_line *lines;
	size_t count, room;
};

/**
 * The counters there are for this owner's tenant, course and activity, of all and of the person,
 * whatever their role and pool, in the windows that hold admitted_s.
 * @lock in a transaction that goes on to change them
 */
enum db_status tally_read(struct tally *out, struct db_conn *conn, struct arena *arena,
			  const struct owner *owner, bool lock);
/** One of them; added up, and from now on of the tally, if it had no row. */
enum db_status tally_find(struct counter *out, struct tally *tally, struct db_conn *conn,
			  const struct counter_key *key);
/** Change what counts this owner's requests, and make the rows that were added up. */
enum db_status tally_move(struct tally *tally, struct db_conn *tx,
			  const struct owner *owner, const struct amounts *used,
			  const struct amounts *reserved);

#endif
