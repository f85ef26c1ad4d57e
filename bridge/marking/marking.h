/*
 * Marking: what a model says of a work, read as if it were hostile, because its text may have
 * told it what to say. The form is
 *
 *   {"criteria": {"<id>": {"evidence": [{"quote", "kind"}], "level": 0, "advice", "next_step"}},
 *    "summary": ""}
 *
 * Where the backend keeps to a schema, marking_response_format makes it; where not, the reader
 * takes what can be understood: text and fences around it, a list of criteria with "id" instead
 * of the object, 'single quotes', bare names, trailing commas, comments, NaN, an end cut off.
 * A criterion counts only if it came to its end and has a level that exists: what is missing
 * or invalid is missing, never guessed. Texts are plain (see marking_plain) and capped.
 */
#ifndef KIBRIDGE_MARKING_MARKING_H
#define KIBRIDGE_MARKING_MARKING_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "assignment/rubric.h"
#include "base/arena.h"

#define MARKING_TEXT_MAX ((size_t)262144) /* bytes of an answer that are looked at */
#define MARKING_ADVICE_MAX 2000 /* bytes; longer ones end in "…" */
#define MARKING_STEP_MAX 1000
#define MARKING_SUMMARY_MAX 3000
#define MARKING_QUOTES_MAX 6 /* per criterion; more are left out */
#define MARKING_QUOTE_MAX 2000 /* bytes; a longer one is left out */

enum marking_quote_kind { QUOTE_STRENGTH, QUOTE_WORK };

struct marking_quote {
	const char *quote; /* as the model wrote it: not yet looked for in the work */
	enum marking_quote_kind kind;
};

struct marking_criterion {
	bool given;
	size_t level; /* exists in the rubric */
	const char *advice, *next_step; /* plain; "" if there is none */
	struct marking_quote quotes[MARKING_QUOTES_MAX];
	size_t quote_count;
};

struct marking {
	struct marking_criterion criteria[RUBRIC_CRITERIA_MAX]; /* as in the rubric */
	const char *summary; /* plain; "" if there is none */
	size_t invalid; /* criteria that had no level that exists */
	size_t repeated; /* criteria that were given again; the first one holds */
};

/** How many criteria of the rubric are not given; their indexes ascending. */
size_t marking_missing(size_t missing[RUBRIC_CRITERIA_MAX], const struct marking *marking,
		       const struct rubric *rubric);

/**
 * The request's member `response_format`: a JSON schema, strict.
 * @only indexes of the criteria that are asked for; NULL: all, and the summary
 */
struct json_object *marking_response_format(struct arena *arena,
					    const struct rubric *rubric,
					    const size_t *only, size_t only_count);

/* --- reading, all at once or as it grows --- */

struct marking_reader;

/** Told once for each criterion, when it has come to its end. @index in the rubric */
typedef void marking_fn(void *owner, size_t index,
			const struct marking_criterion *criterion);

/** @rubric is borrowed. What is read lives in the arena, about twice the answer. */
struct marking_reader *marking_reader_new(struct arena *arena,
					  const struct rubric *rubric, marking_fn *told,
					  void *owner);
/** The next piece, split anywhere. What is past MARKING_TEXT_MAX is not looked at. */
void marking_reader_feed(struct marking_reader *reader, const char *bytes, size_t len);
/** The answer has ended. @return lives as long as the arena */
const struct marking *marking_reader_end(struct marking_reader *reader);

const struct marking *marking_read(struct arena *arena, const struct rubric *rubric,
				   const char *text, size_t len);
/** Adds what `more` gives and `into` lacks: the answer to the second question. */
void marking_merge(struct marking *into, const struct marking *more,
		   const struct rubric *rubric);

/**
 * Plain text of at most max bytes: paragraphs, lists with "-" and code between backquotes stay
 * as they are typed. Markdown's links and pictures become their words, emphasis and headings
 * lose their marks, HTML's tags go, a "<" that could still open one gets a blank behind, and
 * addresses of the web become "[…]". No control or invisible characters, no blank ends.
 */
const char *marking_plain(struct arena *arena, const char *text, size_t max);

#endif
