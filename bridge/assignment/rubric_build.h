/*
 * Rubric build: a rubric that is put together from a file, line by line. Makes ids, names where
 * there are none, the order that we want; in the end the rubric's own reader has the last word,
 * and what it says is told with the line it came from.
 */
#ifndef KIBRIDGE_ASSIGNMENT_RUBRIC_BUILD_H
#define KIBRIDGE_ASSIGNMENT_RUBRIC_BUILD_H

#include "assignment/rubric_file.h"

struct rubric_lines {
	size_t line; /* of the file */
	long order; /* criteria are sorted by it */
	size_t levels[RUBRIC_LEVELS_MAX];
};

struct rubric_build {
	struct arena *arena;
	struct rubric_fault *fault;
	unsigned notes;
	struct rubric rubric;
	struct rubric_lines lines[RUBRIC_CRITERIA_MAX];
};

/** Fills the fault. @return false */
bool rubric_build_refuse(struct rubric_build *build, size_t line, const char *reason);

/* Texts may be NULL for none; too long ones are cut, with a note. False: refused. */
bool rubric_build_criterion(struct rubric_build *build, size_t line, const char *name,
			    const char *description, double weight);
/** Of the criterion that was added last. */
bool rubric_build_level(struct rubric_build *build, size_t line, const char *name,
			const char *description, double points);
/** @name, @description from one text that may hold both */
void rubric_build_split(struct rubric_build *build, const char **name,
			const char **description, const char *text);
bool rubric_build_finish(struct rubric *out, struct rubric_build *build);

/** A decimal number, with "." or ",", and nothing else. */
bool rubric_build_number(double *out, const char *text);

#endif
