/*
 * Release: the lecturer's side of attempts: the table of an activity, one attempt with all that is
 * known of it, edits, and the one way by which feedback and a grade leave the house.
 */
#ifndef KIBRIDGE_FEEDBACK_RELEASE_H
#define KIBRIDGE_FEEDBACK_RELEASE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "course/session.h"
#include "feedback/submission.h"
#include "store/db.h"

/* --- the table (release_list.c) --- */

struct release_row {
	const char *id, *person, *status, *visibility;
	int64_t number, handed_in_s;
	double model_points, points;
	bool suspicion, seen, edited, reported, graded;
	const char *grade_status, *grade_reason; /* of the LMS; NULL: none on its way */
	int64_t grade_at_s;
};
/** "judging", "failed", "look", "draft", "edited", "released", "waiting", "sent", "refused" */
const char *release_state(const struct release_row *row);

#define RELEASE_PAGE 50
#define RELEASE_ROWS_MAX 20000 /* of an export */

struct release_query {
	const char *activity;
	const char *filter; /* "all", "open", "look", "released" */
	const char *
		person; /* all attempts of that one, newest first; NULL: everybody's latest */
	const char *after; /* as release_next made it, or NULL */
	size_t most; /* rows */
};
/** Reader. Oldest first; @list has room for query->most. */
enum db_status release_list(struct release_row **list, size_t *count,
			    struct db_conn *conn, struct arena *arena,
			    const struct release_query *query);
/** The row behind which the next page begins. */
const char *release_next(struct arena *arena, const struct release_row *last);
/** Reader. The row of one attempt. */
enum db_status release_row_of(struct release_row *out, struct db_conn *conn,
			      struct arena *arena, const char *id);

struct release_counts {
	int64_t all, open, look, released;
};
/** Reader. Of everybody's latest; @person NULL: everybody. */
enum db_status release_count(struct release_counts *out, struct db_conn *conn,
			     const char *activity, const char *person);

/* --- acts (release.c), each in a transaction --- */

struct release_act {
	const struct session *session; /* who */
	struct arena *arena;
	int64_t now_ms;
};
/** It was opened: noted once per person, and in the audit log each time. */
enum db_status release_look(struct db_conn *tx, const struct release_act *act,
			    const struct submission *submission);

struct release_edit {
	const struct submission *submission; /* as read; its revision decides */
	const char *criteria; /* JSON */
	const char *summary;
	double points;
	int64_t base_revision;
};
/** DB_REFUSED: somebody else has changed it meanwhile. */
enum db_status release_edit(struct db_conn *tx, const struct release_act *act,
			    const struct release_edit *edit);

/**
 * Releases one; a grade goes to the LMS if it has a column for it.
 * @reason NULL: released; else "judging", "failed", "released" or "gone"
 */
enum db_status release_one(struct db_conn *tx, const struct release_act *act,
			   const struct submission *submission, const char **reason);

/** What the LMS shows beside the grade: plain text, capped. */
const char *release_comment(struct arena *arena, const struct submission *submission,
			    const struct assignment *assignment);

#endif
