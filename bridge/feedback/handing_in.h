/*
 * Handing in: the worker's part of `submit`, from words to an admitted attempt: rules, notice,
 * assignment, due date, number of attempts, prompt, and one transaction that writes the attempt
 * together with its reservation. A lecturer's try goes the same way on the preview pool, and
 * writes nothing but the reservation.
 */
#ifndef KIBRIDGE_FEEDBACK_HANDING_IN_H
#define KIBRIDGE_FEEDBACK_HANDING_IN_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "assignment/assignment.h"
#include "base/arena.h"
#include "call/parts.h"
#include "course/session.h"
#include "feedback/submission.h"
#include "marking/fence.h"
#include "marking/quotation.h"
#include "marking/solution.h"
#include "quota/ledger.h"

#define HANDING_FILES_MAX 20
#define HANDING_LEASE_S                                                                  \
	40 /* as a question's: renewed while it is judged, else its process is dead */

struct handing_in {
	const struct session *session;
	const char *request; /* the browser's id */
	const char *text;
	const char *files[HANDING_FILES_MAX]; /* ids */
	size_t file_count;
	bool preview; /* a lecturer's try: nothing is kept */
	struct json_object *document; /* preview: an assignment not yet saved, or NULL */
	int64_t now_s;
};

enum handed_end {
	HANDED_ADMITTED,
	HANDED_REPEATED, /* submission is the one that this request id made before */
	HANDED_REFUSED, /* problem says why; nothing was written */
};

struct handed {
	struct arena *arena; /* owns everything below, and this */
	enum handed_end end;
	bool preview;
	struct submission submission;
	struct assignment *assignment;
	struct session session; /* deep copy */
	struct quota_subject subject;
	struct fence fence;
	struct quotation_text *work; /* ready for comparing */
	struct solution *solution; /* NULL: there is none */
	size_t kept_back; /* sentences, while it is judged */
	struct json_object *body,
		*format; /* the OpenAI request, and its response_format */
	struct json_object *receipt; /* so far; never the sample solution */
	struct json_object *problem, *limits;
	const char *model;
	const struct weights *weights; /* the tenant's */
	size_t prompt_bytes, prompt_messages;
	int64_t prompt_tokens, output_tokens; /* the estimate; as granted */
};

/** Never NULL; blocking. Free with handed_free. */
struct handed *handing_in_admit(const struct parts *parts, const struct handing_in *what);
void handed_free(struct handed *handed);

/**
 * Blocking. A second question, about criteria that the answer left out: ends the first
 * reservation by @use and makes another one in the background pool, which meets the budgets of
 * course and tenant and no limit of the person. False: refused, or the store failed; then
 * nothing was written and the first reservation is still open.
 */
bool handing_in_again(struct handed *handed, const struct parts *parts,
		      const struct quota_use *use, const size_t *only, size_t only_count);

#endif
