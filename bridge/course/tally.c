/* Tally: two small tables that only grow by one. */
#include "course/tally.h"

#include "base/text.h"

#define HOUR_S 3600

static const int64_t wait_up_to_s[TALLY_WAITS] = {1,  2,  3,  5,  8,   12,  20,
						  30, 45, 60, 90, 120, 300, 600};

const char *tally_reason_name(enum tally_reason reason)
{
	static const char *const names[TALLY_REASONS] = {
		[TALLY_LIMIT] = "limit",
		[TALLY_CLOSED] = "closed",
		[TALLY_SERVICE] = "service",
		[TALLY_OTHER] = "other",
	};

	return names[reason];
}

int64_t tally_wait_up_to_s(size_t bucket)
{
	return wait_up_to_s[bucket];
}

size_t tally_wait_bucket(int64_t waited_ms)
{
	size_t bucket = 0;

	while (bucket < TALLY_WAITS - 1 && waited_ms > wait_up_to_s[bucket] * 1000)
		bucket++;
	return bucket;
}

size_t tally_wait_index(int64_t up_to_s)
{
	size_t bucket = 0;

	while (bucket < TALLY_WAITS && wait_up_to_s[bucket] != up_to_s)
		bucket++;
	return bucket;
}

static int64_t hour_of(int64_t at_s)
{
	return at_s - at_s % HOUR_S;
}

enum db_status tally_refused(struct db_conn *tx, const char *activity, const char *person,
			     enum tally_reason reason, int64_t now_s)
{
	return db_exec(tx,
		       "INSERT INTO refused (activity_id, hour_s, person, reason, times)"
		       " VALUES ($1, $2, $3, $4, 1)"
		       " ON CONFLICT (activity_id, hour_s, person, reason)"
		       " DO UPDATE SET times = refused.times + 1",
		       "titt", activity, hour_of(now_s), person,
		       tally_reason_name(reason));
}

enum db_status tally_waited(struct db_conn *tx, const char *activity, int64_t waited_ms,
			    int64_t now_s)
{
	return db_exec(tx,
		       "INSERT INTO waited (activity_id, hour_s, up_to_s, times)"
		       " VALUES ($1, $2, $3, 1)"
		       " ON CONFLICT (activity_id, hour_s, up_to_s)"
		       " DO UPDATE SET times = waited.times + 1",
		       "tii", activity, hour_of(now_s),
		       wait_up_to_s[tally_wait_bucket(waited_ms)]);
}
