/*
 * Submission: one attempt of a student, as a row: what was handed in, and the feedback on it. It
 * begins together with its reservation in one transaction and leaves `judging` together with the
 * reservation's end in another.
 *
 *   judging -> ready               formative: for the student to read
 *           -> held <-> released   draft: a human releases it; an edit holds it back again
 *           -> failed              counts as no attempt
 */
#ifndef KIBRIDGE_FEEDBACK_SUBMISSION_H
#define KIBRIDGE_FEEDBACK_SUBMISSION_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assignment/assignment.h"
#include "base/arena.h"
#include "store/db.h"

#define SUBMISSION_TEXT_MAX ((size_t)256 * 1024) /* bytes of what is handed in */
#define SUBMISSIONS_OWN_MAX 200 /* listed: attempts and failures of one person */

struct submission {
	const char *id, *activity, *person, *request;
	int64_t number; /* 1, 2, … of this person; failed ones have one, too */
	const char *status; /* judging | ready | held | released | failed */
	const char *visibility; /* formative | draft: as promised when it was handed in */
	int64_t assignment_version;
	const char *language; /* "de", "en" */
	const char *text;
	int64_t words;
	const char *files; /* JSON array of names */
	const char *criteria, *summary; /* JSON array of feedback, as it stands */
	const char *model_criteria, *model_summary; /* the model's own */
	int64_t quotes_kept, quotes_dropped;
	double points, model_points, max_points;
	const char *suspicions; /* JSON array */
	bool suspicion; /* there is one */
	bool seen; /* by somebody of the course's staff */
	bool edited, reported;
	bool graded; /* the LMS's grade of this person is this attempt's */
	int64_t revision;
	const char *problem; /* JSON text or NULL */
	const char *receipt; /* JSON text or NULL; NULL in lists */
	int64_t input_tokens, output_tokens;
	bool exact;
	int64_t handed_in_s, changed_s;
};

/* Readers; DB_ABSENT for somebody else's. Own: by activity and person. */
enum db_status submission_find_own(struct submission *out, struct db_conn *conn,
				   struct arena *arena, const char *id,
				   const char *activity, const char *person);
enum db_status submission_find_request(struct submission *out, struct db_conn *conn,
				       struct arena *arena, const char *person,
				       const char *request);
/** For staff: any activity of that course. */
enum db_status submission_find_in(struct submission *out, struct db_conn *conn,
				  struct arena *arena, const char *id,
				  const char *course);
/** Reader. Of one person, newest first, without texts and feedback. */
enum db_status submission_list_own(struct submission **list, size_t *count,
				   struct db_conn *conn, struct arena *arena,
				   const char *activity, const char *person);
/** Reader. How many attempts of a person count, and whether one is being judged. */
enum db_status submission_used(int64_t *used, bool *judging, struct db_conn *conn,
			       const char *activity, const char *person);

/** In a transaction. Sets number; DB_CONFLICT: a twin was faster. */
enum db_status submission_insert(struct db_conn *tx, struct submission *submission);
/** In a transaction. What a judgement found, or why there is none; @changed false: over already. */
enum db_status submission_finish(struct db_conn *tx, const struct submission *submission,
				 bool *changed);
/** In a transaction. What there is so far, for a reader on another node. */
enum db_status submission_checkpoint(struct db_conn *tx, const char *id,
				     const char *criteria);
/** In a transaction. Fails those whose process is gone: their reservation is. */
enum db_status submission_sweep(struct db_conn *tx, int64_t now_s, int64_t *swept);
/** The reservation of the second question, about criteria that the first left out. */
const char *submission_again(struct arena *arena, const char *id);

/**
 * Visible to the student: all in `ready` and `released`; while formative is judged, what is there.
 * @whole  with text, feedback, and the rubric of @assignment (not NULL then)
 */
struct json_object *submission_student_json(struct arena *arena,
					    const struct submission *submission,
					    const struct assignment *assignment,
					    bool whole);
/** {kept, dropped} */
struct json_object *submission_quotes_json(const struct submission *submission);
bool submission_is_shown(const struct submission *submission); /* to the student, whole */
/** The criteria of an assignment as a student sees them. */
struct json_object *submission_rubric_json(struct arena *arena,
					   const struct assignment *assignment);

struct submission_event {
	const char *author; /* pseudonym; "" for the service */
	const char *what;
	const char *text; /* of a report */
	int64_t at_s;
};
#define SUBMISSION_EVENTS_MAX 500
/** In a transaction. */
enum db_status submission_event_add(struct db_conn *tx, const char *submission,
				    const struct submission_event *event);
/** Reader. Oldest first. */
enum db_status submission_events(struct submission_event **list, size_t *count,
				 struct db_conn *conn, struct arena *arena,
				 const char *submission);

#endif
