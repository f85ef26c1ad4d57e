/*
 * Tally: what a lecturer's figures need and the ledger does not know: questions that were refused,
 * and how long answers let students wait. Kept by the hour; lecturers' own tests are not counted.
 */
#ifndef KIBRIDGE_COURSE_TALLY_H
#define KIBRIDGE_COURSE_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "store/db.h"

enum tally_reason {
	TALLY_LIMIT, /* a quota */
	TALLY_CLOSED, /* the gate: exam lock, schedule */
	TALLY_SERVICE, /* backend down, busy, no model */
	TALLY_OTHER, /* the question itself: too long, … */
	TALLY_REASONS
};
const char *tally_reason_name(enum tally_reason reason);

/* The buckets of waiting times; what is longer than the last one counts there. */
#define TALLY_WAITS 14
/** @return seconds, the bucket's upper end */
int64_t tally_wait_up_to_s(size_t bucket);
/** The bucket of a waiting time. */
size_t tally_wait_bucket(int64_t waited_ms);
/** The bucket whose upper end the row names, TALLY_WAITS if it is none of ours. */
size_t tally_wait_index(int64_t up_to_s);

/** In a transaction. @person pseudonym of the student */
enum db_status tally_refused(struct db_conn *tx, const char *activity, const char *person,
			     enum tally_reason reason, int64_t now_s);
/** In a transaction. From the question to the first word. */
enum db_status tally_waited(struct db_conn *tx, const char *activity, int64_t waited_ms,
			    int64_t now_s);

#endif
