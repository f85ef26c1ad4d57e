/*
 * Grades: scores on their way to an LMS [AGS §3.4]. Putting one is a write like any other; a
 * chore sends what is due. Of a person's scores in one line item only the newest counts, so there
 * is one row, and its time grows with every change, as the LMS demands.
 *
 *     waiting --sent--> sent          a change makes it wait again
 *        |  ^--later--|               no answer, 429, 5xx: again, at growing distance
 *        '--no--> refused             the LMS said no, or nothing for GRADE_LIFE_S
 */
#ifndef KIBRIDGE_LMS_GRADES_H
#define KIBRIDGE_LMS_GRADES_H

#include <lti/grades.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "call/parts.h"
#include "store/db.h"

#define SUBJECT_PURPOSE "subject" /* of the sealer */
#define GRADE_LIFE_S (7 * 24 * 3600)

struct grade {
	const char *activity, *person; /* our ids */
	enum lti_activity progress;
	enum lti_grading grading;
	bool graded; /* false takes an earlier grade back */
	double given, maximum;
	const char *comment; /* plain text or NULL; replaces the last one */
};

/**
 * In a transaction. DB_ABSENT: the LMS offers no line item for the activity, or the person never
 * opened it. A progress report to an LMS that would take it for a lost grade is left out.
 */
enum db_status grade_put(struct db_conn *tx, struct arena *arena,
			 const struct grade *grade, int64_t now_ms)
	__attribute__((warn_unused_result));

struct grade_row { /* for staff: what became of it */
	const char *person, *activity, *activity_title;
	const char *status; /* "waiting", "sent", "refused" */
	const char *reason; /* "" or a code (docs/api.md) */
	int64_t at_ms, attempts;
	int64_t next_s; /* when it is tried again; of one that waits */
};
/** Reader. Of an activity, those that did not arrive first. */
enum db_status grade_list(struct grade_row **out, size_t *count, struct db_conn *conn,
			  struct arena *arena, const char *activity);

/** Reader. Of all activities of a course, in the same order, at most GRADES_SHOWN. */
#define GRADES_SHOWN 500
enum db_status grade_list_course(struct grade_row **out, size_t *count,
				 struct db_conn *conn, struct arena *arena,
				 const char *course);
struct grade_counts {
	int64_t waiting, sent, refused;
};
/** Reader. */
enum db_status grade_count_course(struct grade_counts *out, struct db_conn *conn,
				  const char *course);
/**
 * In a transaction. Sends a person's scores of an activity (again), at once and as new: over
 * whatever the LMS has by now. DB_ABSENT: there is none.
 */
enum db_status grade_retry(struct db_conn *tx, const char *activity, const char *person,
			   int64_t now_ms) __attribute__((warn_unused_result));

/** On a worker; blocks. Sends what is due, at most GRADES_AT_ONCE; @return how many were tried */
#define GRADES_AT_ONCE 50
unsigned grades_send(const struct parts *parts, int64_t now_s);

#endif
