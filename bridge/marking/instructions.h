/*
 * Instructions: the messages of one judgement: what a model is told to do (the assignment, the
 * rubric, the form of the answer) and the student's work, fenced as data. The prompts of course
 * and activity are a tutor's and are not sent here (docs/decisions/0014-judging.md). Nothing in
 * them names a person or a file.
 */
#ifndef KIBRIDGE_MARKING_INSTRUCTIONS_H
#define KIBRIDGE_MARKING_INSTRUCTIONS_H

#include <json-c/json.h>
#include <stddef.h>

#include "assignment/assignment.h"
#include "base/arena.h"
#include "marking/fence.h"

struct instructions_input {
	const struct assignment *assignment;
	const char *language; /* of the feedback: "de", "en" */
	const char *text; /* the student's work */
	const struct fence *fence; /* of both calls below */
};

struct instructions {
	struct json_object *messages; /* [{role, content}], the arena owns it */
	size_t bytes, count;
};

/**
 * @only  indexes of the criteria that a first answer left out; NULL: all of them
 * @shown for the receipt: the sample solution's place is there, its words are not
 */
void instructions_build(struct instructions *out, struct arena *arena,
			const struct instructions_input *input, const size_t *only,
			size_t only_count, bool shown);

/**
 * The system prompt of questions about feedback that is there: task, work and feedback, never the
 * sample solution. @criteria the attempt's, JSON text
 */
const char *instructions_about(struct arena *arena,
			       const struct instructions_input *input,
			       const char *criteria, const char *summary);

#endif
