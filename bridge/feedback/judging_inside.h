/* Judging, inside: what judging.c and judging_set.c share. */
#ifndef KIBRIDGE_FEEDBACK_JUDGING_INSIDE_H
#define KIBRIDGE_FEEDBACK_JUDGING_INSIDE_H

#include "assignment/rubric.h"
#include "base/loop.h"
#include "feedback/judging.h"
#include "feedback/judging_end.h"

#define JUDGING_FOLLOWERS_MAX 4 /* tabs of one person on one attempt */

enum judging_state { WAITING, ANSWERING, AGAIN, ENDING };

struct judging {
	struct judging_set *set;
	struct judging *next, **link; /* the set's list */
	enum judging_state state;
	struct handed *handed;
	struct relay *relay; /* NULL when it ended */
	struct arena *reading; /* the reader's */
	struct marking_reader *reader;
	struct judgement judgements[RUBRIC_CRITERIA_MAX]; /* feedback NULL: not yet */
	const char *texts[RUBRIC_CRITERIA_MAX]; /* the same as JSON; NULL: not yet */
	const char *summary;
	bool grew; /* since the last upkeep */
	struct judging_round rounds[2];
	size_t round;
	size_t only[RUBRIC_CRITERIA_MAX]; /* what the second question is about */
	size_t only_count;
	bool granted;
	unsigned place, wait_s; /* in the line */
	struct sink *followers[JUDGING_FOLLOWERS_MAX]; /* NULL: a free place */
	int64_t started_ms; /* monotonic */
	enum stop_reason stop;
	struct loop_timer *again; /* runs while the store cannot take the end */
	/* The end, made by a worker. */
	struct arena *end_arena;
	struct judging_ended ended;
	bool stored;
	unsigned tries;
};

struct judging_set {
	const struct parts *parts;
	struct judging *first;
	size_t count;
	bool upkeep_busy; /* on a worker */
	void (*emptied)(void *owner);
	void *owner;
};

void judging_stop(struct judging *judging, enum stop_reason reason);

#endif
