/*
 * Suspicion: signs that a text speaks to the machine that reads it. For a human to look at,
 * never an accusation and never a reason to change anything: an essay about prompt injection
 * shows the same signs. tests/vectors/injection/ says what is found and what is not.
 */
#ifndef KIBRIDGE_MARKING_SUSPICION_H
#define KIBRIDGE_MARKING_SUSPICION_H

#include <json-c/json.h>
#include <stddef.h>

#include "base/arena.h"

#define SUSPICIONS_MAX 12 /* of one text; the first ones */
#define SUSPICION_QUOTE_MAX 300 /* bytes */

enum suspicion_reason {
	SUSPICION_SPEAKS_TO_AI, /* "ignore all previous instructions" */
	SUSPICION_ASKS_FOR_POINTS, /* "give full marks" */
	SUSPICION_FAKE_RUBRIC, /* a block that looks like our prompt, or like an answer */
	SUSPICION_ROLE_PLAY, /* "you are now…" */
	SUSPICION_HIDDEN_CHARACTERS, /* zero-width, bidi and tag characters */
	SUSPICION_HIDDEN_TEXT, /* in a file, invisible to the eye */
};
const char *suspicion_reason_name(enum suspicion_reason reason); /* "speaks-to-the-ai" */

struct suspicion {
	enum suspicion_reason reason;
	const char *quote; /* in the text's own words; of hidden characters their names */
	size_t start, end; /* bytes of the text; both 0 if it is not in the text */
	size_t start_utf16, end_utf16;
};

/**
 * In the order of the text, hidden text first. At most one of each reason in a sentence.
 * @text   valid UTF-8, as it goes to the model
 * @hidden what extraction found invisible, NULL or "" for nothing
 */
size_t suspicion_find(struct suspicion out[SUSPICIONS_MAX], struct arena *arena,
		      const char *text, size_t len, const char *hidden);
/** [{quote, start, end, reason}], places in UTF-16 code units. The arena owns it. */
struct json_object *suspicion_json(struct arena *arena, const struct suspicion *list,
				   size_t count);

#endif
