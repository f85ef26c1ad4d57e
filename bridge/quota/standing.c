/* Standing: what a page shows and what a refusal names. */
#include "quota/standing.h"

#include "base/text.h"
#include "quota/counter_set.h"

#define ARENA_MAX ((size_t)256 * KIB)

int64_t check_ceiling(const struct check *check)
{
	int64_t sum;

	if (__builtin_add_overflow(check->limit.value, check->limit.granted, &sum))
		return INT64_MAX;
	return sum;
}

int64_t check_left(const struct check *check)
{
	return check_ceiling(check) - check->counter.used - check->counter.reserved;
}

void check_standing(struct standing *out, const struct check *check)
{
	int64_t left = check_left(check);

	*out = (struct standing){
		.limit = check->limit,
		.used = check->counter.used,
		.reserved = check->counter.reserved,
		.remaining = left > 0 ? left : 0,
		.resets_at_s = check->key.span.end_s,
	};
}

enum db_status ledger_standings(struct db_conn *conn, const struct zone *zone,
				const struct quota_subject *subject,
				const struct limit *limits, size_t count, int64_t now_s,
				struct standing *standings)
{
	AUTO_ARENA *arena = arena_new(ARENA_MAX);
	struct owner owner = owner_make(subject, now_s);
	struct grants grants;
	struct counter_set set;
	enum db_status status = grants_read(&grants, conn, subject, now_s);

	if (status == DB_OK)
		status = counter_set_read(&set, conn, arena, &owner, false);
	for (size_t i = 0; status == DB_OK && i < count; i++) {
		struct check check = {.limit = limits[i]};

		grants_apply(&grants, &check.limit);
		counter_key_make(&check.key, &limits[i], subject, zone, now_s);
		status = counter_set_find(&check.counter, &set, conn, &check.key);
		check_standing(&standings[i], &check);
	}
	return status;
}
