/*
 * Counter: how much of something was used in one window. A cache of the ledger: read from its
 * row, or added up when there is none. Room-internal.
 */
#ifndef KIBRIDGE_QUOTA_COUNTER_H
#define KIBRIDGE_QUOTA_COUNTER_H

#include "quota/ledger.h"

/* What one request takes of each metric; METRIC_TOKENS is the sum of the other two. */
struct amounts {
	int64_t of[METRIC_COUNT];
};

/** What real amounts count for a model of this weight. */
struct amounts amounts_weigh(const struct amounts *amounts, int64_t weight_milli);

/** Backends are believed only within reason: negative is 0, and no sum can overflow. */
struct amounts amounts_make(int64_t requests, int64_t input_tokens,
			    int64_t output_tokens);

/* Whose request a ledger row tells of; texts are never NULL. */
struct owner {
	const char *tenant, *course, *activity, *person;
	const char *role;
	const char *pool;
	int64_t admitted_s;
};

struct counter_key {
	const char *level, *level_id;
	const char *person; /* "": everybody */
	const char *role; /* "": all */
	const char *pool; /* "": all */
	enum quota_metric metric;
	enum window window;
	struct span span;
};

/* clang-format off */
/* Its row: a condition on $1 to $8, and what to give for them. */
#define COUNTER_IS \
	"level = $1 AND level_id = $2 AND person = $3 AND role = $4 AND pool = $5 " \
	"AND metric = $6 AND time_window = $7 AND start_s = $8"
#define COUNTER_KEY "level, level_id, person, role, pool, metric, time_window, start_s"
#define COUNTER_KEY_TYPES "tttttt" "ti"
#define COUNTER_KEY_VALUES(key) \
	(key)->level, (key)->level_id, (key)->person, (key)->role, (key)->pool, \
	metric_name((key)->metric), window_name((key)->window), (key)->span.start_s
/* clang-format on */

struct counter {
	int64_t used, reserved;
	bool whole; /* knows all of its window; one that was begun does not yet */
	bool kept; /* there is a row, and it says this */
};

/** Borrows from the subject. */
struct owner owner_make(const struct quota_subject *subject, int64_t admitted_s);

/** The counter that a limit looks at; borrows from both. */
void counter_key_make(struct counter_key *key, const struct limit *limit,
		      const struct quota_subject *subject, const struct zone *zone,
		      int64_t at_s);
bool counter_key_same(const struct counter_key *a, const struct counter_key *b);
/** The first nine columns of a row of the table; texts live as long as the row. */
bool counter_key_read(struct counter_key *key, struct db_rows *rows);

/** From the ledger, without looking at the row: the truth. */
enum db_status counter_add_up(struct counter *out, struct db_conn *conn,
			      const struct counter_key *key);
/** Forget so many at most of the windows that ended before then. @forgotten  how many */
enum db_status counters_forget(struct db_conn *tx, int64_t before_s, int64_t most,
			       int64_t *forgotten);

#endif
