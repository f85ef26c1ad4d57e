/*
 * Rubric: what a work is looked at for: criteria with levels, as the lecturer wrote them. A
 * rubric that exists has been checked: 1 to 12 criteria with unique ids, each with 2 to 6
 * levels of rising points. Everything in it lives in the arena it was read into.
 */
#ifndef KIBRIDGE_ASSIGNMENT_RUBRIC_H
#define KIBRIDGE_ASSIGNMENT_RUBRIC_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/json_check.h"

#define RUBRIC_CRITERIA_MAX 12
#define RUBRIC_LEVELS_MIN 2
#define RUBRIC_LEVELS_MAX 6
#define RUBRIC_ID_MAX 40 /* letters, digits, '-' and '_' */
#define RUBRIC_NAME_MAX 200 /* bytes, one line */
#define RUBRIC_DESCRIPTION_MAX 2000 /* bytes */
#define RUBRIC_POINTS_MAX 1000
#define RUBRIC_WEIGHT_MAX 100 /* 0: looked at, but worth nothing */

struct rubric_level {
	const char *name;
	const char *description; /* may be "" */
	double points; /* unweighted, 0 … RUBRIC_POINTS_MAX */
};

struct rubric_criterion {
	const char *id;
	const char *name;
	const char *description; /* may be "" */
	double weight;
	struct rubric_level levels[RUBRIC_LEVELS_MAX]; /* points rise */
	size_t level_count;
};

struct rubric {
	struct rubric_criterion criteria[RUBRIC_CRITERIA_MAX];
	size_t criterion_count;
};

/** @field the JSON pointer of value. False: check->fault is filled, out is undefined. */
bool rubric_read(struct rubric *out, struct json_check *check, const char *field,
		 struct json_object *value);
/** Canonical: every member, in the order of the documentation. The arena owns it. */
struct json_object *rubric_json(struct arena *arena, const struct rubric *rubric);

/** Names and descriptions, a line each: all that is to be read in it. */
const char *rubric_words(struct arena *arena, const struct rubric *rubric);

/** The criterion's index, or -1. */
int rubric_find(const struct rubric *rubric, const char *id);
/** Weighted, to two decimals. @level below level_count */
double rubric_points(const struct rubric_criterion *criterion, size_t level);
double rubric_max_points(const struct rubric *rubric);

#endif
