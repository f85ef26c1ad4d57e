/*
 * Usage: what a course did with its tutors, for its lecturers: questions, tokens, students,
 * refusals and waiting times, by day of the tenant's calendar and by hour of the day.
 *
 * Small groups are protected. A cell (one activity on one day) in which fewer than USAGE_FEW
 * students asked is withheld, and every sum is a sum of cells that are shown, so no difference of
 * two answers gives a withheld one away. Hours of the day are told as shares only: their sums
 * would be a second cut through the same numbers.
 */
#ifndef KIBRIDGE_COURSE_USAGE_H
#define KIBRIDGE_COURSE_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/zone.h"
#include "course/activity.h"
#include "course/tally.h"
#include "store/db.h"

#define USAGE_FEW 5 /* students; fewer could be told apart */
#define USAGE_HOURS 24

enum usage_span { USAGE_WEEK, USAGE_FORTNIGHT, USAGE_TERM, USAGE_SPANS };
/** "7", "14", "term" */
bool usage_span_parse(enum usage_span *out, const char *name);
const char *usage_span_name(enum usage_span span);

struct usage_cell {
	int64_t questions; /* answered and counted */
	int64_t input_tokens, output_tokens;
	int64_t students; /* who asked; 0 when they are few */
	int64_t refused; /* questions */
	int64_t waited[TALLY_WAITS]; /* answers, by how long they let wait */
	bool few; /* something is withheld here */
};
/** Within how many seconds that share of the answers began; -1: there were none. */
int64_t usage_wait_s(const struct usage_cell *cell, int percent);

struct usage_hour {
	/* Percent of all hours' that are shown. */
	int questions, input_tokens, output_tokens, refused;
	int64_t students; /* 0 when few */
	int64_t wait_s; /* for 95 of 100; -1: none */
	bool few;
};

struct usage {
	struct activity *activities;
	size_t activity_count;
	struct span *days; /* oldest first; the last one is today */
	size_t day_count;
	struct usage_cell *cells; /* [day * activity_count + activity] */
	struct usage_cell *by_day, *by_activity, all;
	struct usage_cell before; /* the days before, as many; none for a term */
	int64_t refused_by[TALLY_REASONS]; /* where USAGE_FEW or more students were */
	struct usage_hour hours[USAGE_HOURS];
};

struct usage_query {
	const struct zone *zone;
	const char *course;
	const char *activity; /* of the course; NULL: all of them */
	enum usage_span span;
	int64_t now_s;
};

/** Reader. */
enum db_status usage_read(struct usage *out, struct db_conn *conn, struct arena *arena,
			  const struct usage_query *query);

#endif
