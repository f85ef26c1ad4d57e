/*
 * Report: an answer that a student thinks its lecturers should know of, with a reason and words of
 * their own. One per answer; saying it again replaces what was said. Lecturers read the note; the
 * answer itself only if the student wished it, or if the review mode lets them read it anyway.
 */
#ifndef KIBRIDGE_TUTOR_REPORT_H
#define KIBRIDGE_TUTOR_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/db.h"

#define REPORT_NOTE_MAX 2000 /* bytes */
#define REPORTS_MAX 200 /* listed */

struct report {
	const char *turn, *activity, *person;
	const char *reason; /* wrong | harmful | unfair | private | other */
	const char *note; /* "" if none */
	bool shown; /* the student wishes question and answer to be read */
	const char *status; /* open | closed */
	int64_t at_s;
	/* Read only, by report_find: */
	const char *question, *answer, *model;
};

bool report_reason_valid(const char *reason);

/** In a transaction. It is open again, whatever it was. */
enum db_status report_put(struct db_conn *tx, const struct report *report);
/** In a transaction. */
enum db_status report_set_status(struct db_conn *tx, const char *turn,
				 const char *status);

/** Reader. Of a course, open ones first, then the newest; without question and answer. */
enum db_status report_list(struct report **list, size_t *count, struct db_conn *conn,
			   struct arena *arena, const char *course);
/** Reader. DB_ABSENT for another course's. */
enum db_status report_find(struct report *out, struct db_conn *conn, struct arena *arena,
			   const char *turn, const char *course);

struct rating_count {
	const char *activity;
	int64_t up, down;
	int64_t people; /* who said so */
};
/** Reader. What students of a course thought of answers, one row for each activity. */
enum db_status rating_counts(struct rating_count **list, size_t *count,
			     struct db_conn *conn, struct arena *arena,
			     const char *course);

#endif
