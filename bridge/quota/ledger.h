/*
 * Ledger: what was reserved and used, append-only, and the counters that are a cache of it.
 *
 * Rows are reserve | settle | release | adjust; a request has one reserve and exactly one end.
 * Every row carries admitted_s, the time of admission, and belongs to the windows that hold it,
 * so work that spans midnight settles where it was admitted. Rows hold real tokens and the weight
 * of their model; counters hold what those count (quota/weight.h). A counter row that is missing is
 * made by adding up the ledger: a limit set at noon knows what was used in the morning.
 *
 * All functions run inside a db_write transaction of the caller's (admission together with the
 * turn's row, settlement together with the answer) or on a reader where they say so.
 */
#ifndef KIBRIDGE_QUOTA_LEDGER_H
#define KIBRIDGE_QUOTA_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quota/limit.h"
#include "quota/weight.h"
#include "store/db.h"

/* Whose request it is, everywhere in this room. Ids of our own tables; person is a pseudonym. */
struct quota_subject {
	const char *tenant;
	const char *course;
	const char *activity;
	const char *person;
	const char *
		role; /* "student"; several, separated by a space: the most favourable counts */
	enum quota_pool pool; /* preview and background never meet a student's limits */
};

struct quota_need {
	const char *request; /* unique id of the request: our turn's id */
	int64_t input_tokens; /* an upper bound, see quota/estimate.h */
	int64_t output_tokens; /* max_output_tokens asked for */
	int64_t output_floor; /* the least that is useful: 256, or less if asked for less */
	int64_t now_s;
	int64_t expires_s; /* when the sweeper may settle it */
	const char *backend_model; /* for the record, and its weight */
	const struct weights *weights; /* the tenant's; NULL: every token counts as one */
};

enum admission {
	ADMISSION_GRANTED,
	ADMISSION_REFUSED, /* binding says which limit; nothing was written */
	ADMISSION_REPEATED, /* this request id was admitted before; nothing was written */
};

struct admission_result {
	enum admission admission;
	int64_t output_tokens; /* granted: may be less than asked for, at least output_floor */
	struct standing binding; /* refused: the limit that binds */
};

/** Does this limit meet what this subject asks for? (docs/decisions/0004-what-counts-where.md) */
bool ledger_applies(const struct limit *limit, const struct quota_subject *subject);

/** One transaction over all counters: used + reserved + need <= value + granted, or nothing. */
enum db_status ledger_reserve(struct db_conn *tx, const struct zone *zone,
			      const struct quota_subject *subject,
			      const struct quota_need *need, const struct limit *limits,
			      size_t count, struct admission_result *result);

/**
 * Outside any transaction, before these limits are in force: makes the counters that all persons of
 * this subject's tenant, course and activity share. Adding up may take seconds, in which nobody waits
 * but the caller; without it, every page that shows such a limit would do so, and the first question,
 * which nobody else can write beside. A failure costs no more than that.
 */
enum db_status ledger_prepare(struct db *db, const struct zone *zone,
			      const struct quota_subject *subject,
			      const struct limit *limits, size_t count, int64_t now_s);

struct quota_use {
	int64_t input_tokens;
	int64_t output_tokens;
	bool exact; /* the backend's own report; else estimated */
	const char *reason; /* "done", "stopped", "broken", "swept" … kept on the row */
	const char *model; /* that answered, by its own word; NULL: as reserved */
	/* If the model that answered has a weight there, it counts by that; else as reserved. */
	const struct weights *weights;
};

/**
 * End a reservation with what was really used, be it more than was reserved. A second end of the
 * same request is DB_OK with *ended false and changes nothing; one never reserved is DB_ABSENT.
 */
enum db_status ledger_settle(struct db_conn *tx, const char *request,
			     const struct quota_use *use, int64_t now_s, bool *ended);
/** End it free of charge: refused by the backend before the first token. */
enum db_status ledger_release(struct db_conn *tx, const char *request, const char *reason,
			      int64_t now_s, bool *ended);

/**
 * What an attempt cost that the person got nothing from (the first of two backends broke down):
 * charged to course and tenant, never to the person. The same attempt again changes nothing.
 */
enum db_status ledger_adjust(struct db_conn *tx, const char *request, int64_t attempt,
			     const struct quota_use *use, int64_t now_s, bool *added);

/** Reader. How every limit stands for this subject; standings has room for count. */
enum db_status ledger_standings(struct db_conn *conn, const struct zone *zone,
				const struct quota_subject *subject,
				const struct limit *limits, size_t count, int64_t now_s,
				struct standing *standings);

/**
 * Settles reservations whose time is over, as estimated (prompt part). @swept how many;
 * LEDGER_SWEEP_MAX: ask again, there may be more
 */
#define LEDGER_SWEEP_MAX 500
enum db_status ledger_sweep(struct db_conn *tx, int64_t now_s, int64_t *swept);
/** Forgets counters of windows that are over. @forgotten how many; unless it is 0 ask again */
enum db_status ledger_forget(struct db_conn *tx, int64_t now_s, int64_t *forgotten);

/**
 * Reader. Recompute every counter from the rows, and look for reservations that hang (open without
 * a place in the sweeper's list, or the other way round); tell each that differs.
 */
typedef void ledger_difference_fn(void *owner, const char *counter, int64_t stored_used,
				  int64_t real_used, int64_t stored_reserved,
				  int64_t real_reserved);
enum db_status ledger_check(struct db_conn *conn, ledger_difference_fn *tell, void *owner,
			    int64_t *differences);

#endif
