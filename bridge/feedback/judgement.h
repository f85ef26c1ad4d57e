/*
 * Judgement: what a model said of one criterion, made fit to be shown: quotations looked for in
 * the student's text and shown in its own words, points from the rubric, and nothing of a sample
 * solution that the student has not written themselves.
 */
#ifndef KIBRIDGE_FEEDBACK_JUDGEMENT_H
#define KIBRIDGE_FEEDBACK_JUDGEMENT_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#include "feedback/handing_in.h"
#include "marking/marking.h"

struct judgement {
	struct json_object
		*feedback; /* as in docs/feedback-api.md; handed's arena owns it */
	int64_t kept, dropped; /* quotations */
	double points;
};

/** @index of the criterion in the rubric; @criterion is given */
void judgement_make(struct judgement *out, struct handed *handed, size_t index,
		    const struct marking_criterion *criterion);

/** The text without what gives the sample solution away; handed counts what was taken out. */
const char *judgement_clean(struct handed *handed, const char *text);

#endif
