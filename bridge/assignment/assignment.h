/*
 * Assignment: task and rubric of a feedback activity, from the document that the lecturer
 * saves (docs/feedback-api.md). An assignment that exists has been checked; unknown members
 * are refused, so that nothing a newer page writes is dropped silently.
 */
#ifndef KIBRIDGE_ASSIGNMENT_ASSIGNMENT_H
#define KIBRIDGE_ASSIGNMENT_ASSIGNMENT_H

#include <stdint.h>

#include "assignment/rubric.h"

#define ASSIGNMENT_TASK_MAX 32768 /* bytes */
#define ASSIGNMENT_SOLUTION_MAX 65536 /* bytes */
#define ASSIGNMENT_ATTEMPTS_MAX 20
#define ASSIGNMENT_DOCUMENT_MAX 262144 /* bytes, written without spaces */

enum assignment_kind {
	KIND_ESSAY,
	KIND_SHORT_ANSWER,
	KIND_SOURCE_CODE,
	KIND_LAB_REPORT,
	KIND_OUTLINE,
};
enum assignment_tone { TONE_ENCOURAGING, TONE_NEUTRAL, TONE_DIRECT };
enum assignment_visibility {
	VISIBILITY_FORMATIVE, /* feedback at once, no score */
	VISIBILITY_DRAFT, /* nothing before a human released it */
};

struct assignment {
	const char *task;
	enum assignment_kind kind;
	const char *language; /* "de", "en", or NULL: the student's */
	enum assignment_tone tone;
	int attempts; /* 1 … ASSIGNMENT_ATTEMPTS_MAX */
	int64_t due_s; /* 0: never */
	enum assignment_visibility visibility;
	const char
		*sample_solution; /* NULL if none; for the model only, never a student */
	struct rubric rubric;
	double max_points; /* above 0 */
};

/** @return NULL: fault is filled (in the arena), its field is below the document's root */
struct assignment *assignment_read(struct arena *arena, struct json_object *document,
				   struct json_fault *fault);
/** Canonical: fixed order, times in UTC, members without a value left out. */
struct json_object *assignment_json(struct arena *arena,
				    const struct assignment *assignment);
/**
 * A document to start from, in German for "de", else in English. It is whole but for the task,
 * which only the lecturer can write: empty, it is refused.
 */
struct json_object *assignment_default(struct arena *arena, const char *language);
/** What a student may see: no sample solution. @scored: a grade will reach the LMS */
struct json_object *assignment_student_json(struct arena *arena,
					    const struct assignment *assignment,
					    bool scored);

const char *assignment_kind_name(enum assignment_kind kind); /* "short_answer" */
const char *assignment_tone_name(enum assignment_tone tone);
const char *assignment_visibility_name(enum assignment_visibility visibility);

#endif
